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
    __asm__("movq %%fs:0, %0" : "=r"(thread));
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
                     ".quad 1f, 2f - 1f, 4f\n\t"
                     ".popsection\n\t"
                     "leaq 7b(%%rip), %%rax\n\t"
                     "movq %%rax, 8(%[area])\n"
                     "1:\tmovl 4(%[area]), %%eax\n\t"
                     "shlq $6, %%rax\n\t"
                     "addq %[counters], %%rax\n\t"
                     "movq (%%rax), %%rcx\n\t"
                     "incq %%rcx\n"
                     "6:\tdecq %[wait]\n\t"
                     "jns 6b\n\t"
                     "movq %%rcx, (%%rax)\n"
                     "2:\tmovl $1, %[done]\n\t"
                     "jmp 5f\n\t"
                     ".byte 0x0f, 0xb9, 0x3d\n\t" /* so that the signature is an instruction's */
                     ".long 0x53053053\n"         /* RSEQ_SIG */
                     "4:\txorl %[done], %[done]\n"
                     "5:"
                     : [done] "=&r"(done), [wait] "+&r"(wait)
                     : [area] "r"(area), [counters] "r"(counters)
                     : "rax", "rcx", "cc", "memory");
    return done;
}

#endif
