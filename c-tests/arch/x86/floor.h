/*
 * floor.h: the least that a switch can be, for bench/floor.c: stack pointer, program
 * counter and frame pointer are exchanged in place, all else is clobbered. (The
 * stack gets the address that goes into the context: i386 cannot tell its own.)
 */
#ifndef FLOOR_H
#define FLOOR_H

#ifdef __SSE__
#define FLOOR_VECTOR , "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7"
#else
#define FLOOR_VECTOR
#endif

static inline __attribute__((always_inline)) void exchange(struct words *from, struct words *to) {
    __asm__ volatile("call 2f\n"
                     "2:\tpopl %%eax\n\t"
                     "leal 1f-2b(%%eax), %%eax\n\t"
                     "movl %%esp, (%0)\n\t"
                     "movl %%eax, 4(%0)\n\t"
                     "movl %%ebp, 8(%0)\n\t"
                     "movl (%1), %%esp\n\t"
                     "movl 8(%1), %%ebp\n\t"
                     "jmp *4(%1)\n"
                     "1:"
                     : "+D"(from), "+c"(to)
                     :
                     : "eax", "ebx", "edx", "esi", "memory", "cc" FLOOR_VECTOR);
}

#endif
