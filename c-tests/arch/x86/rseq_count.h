/*
 * rseq_count.h: a restartable sequence of a program's own, on the area that the C
 * library registered, for c-tests/posix/mask_beside_the_programs_own_rseq.c.
 */
#ifndef RSEQ_COUNT_H
#define RSEQ_COUNT_H

/* As the kernel has it (include/uapi/linux/rseq.h). */
struct area {
    uint32_t cpu_id_start, cpu_id;
    uint64_t rseq_cs;
};
static struct area *my_area(void) {
    char *thread;
    __asm__("movl %%gs:0, %0" : "=r"(thread));
    return (struct area *)(thread + __rseq_offset);
}

/*
 * counters[this CPU]++, as one restartable sequence of a load, a while, and the
 * store that commits. Whether it was not restarted.
 */
static int count_here(struct area *area, long wait) {
    int done;
    __asm__ volatile(".pushsection .data.rel.ro, \"aw\"\n\t"
                     ".balign 32\n"
                     "7:\t.long 0, 0\n\t"
                     ".long 1f, 0, 2f - 1f, 0, 4f, 0\n\t"
                     ".popsection\n\t"
                     "call 8f\n"
                     "8:\tpopl %%eax\n\t"
                     "leal 7b-8b(%%eax), %%eax\n\t"
                     "movl %%eax, 8(%[area])\n"
                     "1:\tmovl 4(%[area]), %%eax\n\t"
                     "shll $6, %%eax\n\t"
                     "addl %[counters], %%eax\n\t"
                     "movl (%%eax), %%ecx\n\t"
                     "incl %%ecx\n"
                     "6:\tdecl %[wait]\n\t"
                     "jns 6b\n\t"
                     "movl %%ecx, (%%eax)\n"
                     "2:\tmovl $1, %[done]\n\t"
                     "jmp 5f\n\t"
                     ".byte 0x0f, 0xb9, 0x3d\n\t" /* so that the signature is an instruction's */
                     ".long 0x53053053\n"         /* RSEQ_SIG */
                     "4:\txorl %[done], %[done]\n"
                     "5:"
                     : [done] "=&r"(done), [wait] "+&r"(wait)
                     : [area] "r"(area), [counters] "r"(counters)
                     : "eax", "ecx", "cc", "memory");
    return done;
}

#endif
