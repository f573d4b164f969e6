/*
 * floor.h: the least that a switch can be, for bench/floor.c: stack pointer and
 * program counter are exchanged in place, the frame pointers and what else cannot
 * be named are pushed, and all else is clobbered.
 */
#ifndef FLOOR_H
#define FLOOR_H

#if defined(__ARM_FP) && !defined(__SOFTFP__)
#define FLOOR_VFP                                                                                  \
    , "d0", "d1", "d2", "d3", "d4", "d5", "d6", "d7", "d8", "d9", "d10", "d11", "d12", "d13",      \
        "d14", "d15"
#else
#define FLOOR_VFP
#endif
#ifdef __thumb__
#define FLOOR_THUMB_BIT "orr r4, r4, #1\n\t"
#else
#define FLOOR_THUMB_BIT
#endif

static inline __attribute__((always_inline)) void exchange(struct words *from, struct words *to) {
    register struct words *f __asm__("r0") = from;
    register struct words *t __asm__("r1") = to;
    __asm__ volatile("push {r6, r7, r9, r11}\n\t"
                     "mov r3, sp\n\t"
                     "adr r4, 1f\n\t" FLOOR_THUMB_BIT "stmia r0, {r3, r4}\n\t"
                     "ldmia r1, {r3, r4}\n\t"
                     "mov sp, r3\n\t"
                     "bx r4\n\t"
                     ".p2align 2\n"
                     "1:\tpop {r6, r7, r9, r11}"
                     : "+r"(f), "+r"(t)
                     :
                     : "r2", "r3", "r4", "r5", "r8", "r10", "r12", "lr", "memory", "cc" FLOOR_VFP);
}

#endif
