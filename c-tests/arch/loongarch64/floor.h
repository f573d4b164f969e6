/*
 * floor.h: the least that a switch can be, for bench/floor.c: stack pointer, program
 * counter and frame pointer are exchanged in place, all else is clobbered.
 */
#ifndef FLOOR_H
#define FLOOR_H

static inline __attribute__((always_inline)) void exchange(struct words *from, struct words *to) {
    register struct words *f __asm__("$r4") = from;
    register struct words *t __asm__("$r5") = to;
    __asm__ volatile("la.pcrel $r12, 1f\n\t"
                     "st.d $r3, $r4, 0\n\t"
                     "st.d $r12, $r4, 8\n\t"
                     "st.d $r22, $r4, 16\n\t"
                     "ld.d $r12, $r5, 8\n\t"
                     "ld.d $r22, $r5, 16\n\t"
                     "ld.d $r3, $r5, 0\n\t"
                     "jr $r12\n"
                     "1:"
                     : "+r"(f), "+r"(t)
                     :
                     : "$r1", "$r6", "$r7", "$r8", "$r9", "$r10", "$r11", "$r12", "$r13", "$r14",
                       "$r15", "$r16", "$r17", "$r18", "$r19", "$r20", "$r23", "$r24", "$r25",
                       "$r26", "$r27", "$r28", "$r29", "$r30", "$r31", "memory", "$f0", "$f1",
                       "$f2", "$f3", "$f4", "$f5", "$f6", "$f7", "$f8", "$f9", "$f10", "$f11",
                       "$f12", "$f13", "$f14", "$f15", "$f16", "$f17", "$f18", "$f19", "$f20",
                       "$f21", "$f22", "$f23", "$f24", "$f25", "$f26", "$f27", "$f28", "$f29",
                       "$f30", "$f31");
}

#endif
