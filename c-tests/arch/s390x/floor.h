/*
 * floor.h: the least that a switch can be, for bench/floor.c: stack pointer, program
 * counter and frame pointer are exchanged in place, all else is clobbered.
 */
#ifndef FLOOR_H
#define FLOOR_H

/* In position-independent code gcc takes no clobber of r12. */
#ifdef __PIC__
#define PUSH_R12 "lay %%r15, -8(%%r15)\n\tstg %%r12, 0(%%r15)\n\t"
#define POP_R12 "lg %%r12, 0(%%r15)\n\tla %%r15, 8(%%r15)"
#define R12
#else
#define PUSH_R12
#define POP_R12
#define R12 "r12",
#endif

static inline __attribute__((always_inline)) void exchange(struct words *from, struct words *to) {
    register struct words *f __asm__("r2") = from;
    register struct words *t __asm__("r3") = to;
    __asm__ volatile(PUSH_R12 "lg %%r0, 0(%%r3)\n\t"
                              "lg %%r1, 8(%%r3)\n\t"
                              "larl %%r4, 1f\n\t"
                              "stg %%r15, 0(%%r2)\n\t"
                              "stg %%r4, 8(%%r2)\n\t"
                              "stg %%r11, 16(%%r2)\n\t"
                              "lg %%r11, 16(%%r3)\n\t"
                              "lgr %%r15, %%r0\n\t"
                              "br %%r1\n"
                              "1:" POP_R12
                     : "+a"(f), "+a"(t)
                     :
                     : "r0", "r1", "r4", "r5", "r6", "r7", "r8", "r9", "r10", R12 "r13", "r14",
                       "memory", "cc", "f0", "f1", "f2", "f3", "f4", "f5", "f6", "f7", "f8", "f9",
                       "f10", "f11", "f12", "f13", "f14", "f15"
#ifdef __VX__
                       ,
                       "v16", "v17", "v18", "v19", "v20", "v21", "v22", "v23", "v24", "v25", "v26",
                       "v27", "v28", "v29", "v30", "v31"
#endif
    );
}

#endif
