/*
 * floor.h: the least that a switch can be, for bench/floor.c: stack pointer, program
 * counter and frame pointer are exchanged in place, all else is clobbered.
 */
#ifndef FLOOR_H
#define FLOOR_H

static inline __attribute__((always_inline)) void exchange(struct words *from, struct words *to) {
    register struct words *f __asm__("r3") = from;
    register struct words *t __asm__("r4") = to;
    __asm__ volatile("bcl 20, 31, $+4\n"
                     "2:\tmflr 10\n\t"
                     "addi 10, 10, 1f-2b\n\t"
                     "std 1, 0(3)\n\t"
                     "std 10, 8(3)\n\t"
                     "std 31, 16(3)\n\t"
                     "ld 12, 8(4)\n\t"
                     "ld 1, 0(4)\n\t"
                     "ld 31, 16(4)\n\t"
                     "mtctr 12\n\t"
                     "bctr\n"
                     "1:"
                     : "+r"(f), "+r"(t)
                     :
                     : "r0", "r5", "r6", "r7", "r8", "r9", "r10", "r11", "r12", "r14", "r15", "r16",
                       "r17", "r18", "r19", "r20", "r21", "r22", "r23", "r24", "r25", "r26", "r27",
                       "r28", "r29", "r30", "lr", "ctr", "xer", "cr0", "cr1", "cr2", "cr3", "cr4",
                       "cr5", "cr6", "cr7", "fr0", "fr1", "fr2", "fr3", "fr4", "fr5", "fr6", "fr7",
                       "fr8", "fr9", "fr10", "fr11", "fr12", "fr13", "fr14", "fr15", "fr16", "fr17",
                       "fr18", "fr19", "fr20", "fr21", "fr22", "fr23", "fr24", "fr25", "fr26",
                       "fr27", "fr28", "fr29", "fr30", "fr31", "v0", "v1", "v2", "v3", "v4", "v5",
                       "v6", "v7", "v8", "v9", "v10", "v11", "v12", "v13", "v14", "v15", "v16",
                       "v17", "v18", "v19", "v20", "v21", "v22", "v23", "v24", "v25", "v26", "v27",
                       "v28", "v29", "v30", "v31", "memory");
}

#endif
