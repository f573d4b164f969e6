/*
 * floor.h: the least that a switch can be, for bench/floor.c: stack pointer, program
 * counter and frame pointer are exchanged in place, all else is clobbered.
 */
#ifndef FLOOR_H
#define FLOOR_H

static inline __attribute__((always_inline)) void exchange(struct words *from, struct words *to) {
    register struct words *f __asm__("a0") = from;
    register struct words *t __asm__("a1") = to;
    __asm__ volatile("lla t0, 1f\n\t"
                     "sd sp, 0(a0)\n\t"
                     "sd t0, 8(a0)\n\t"
                     "sd s0, 16(a0)\n\t"
                     "ld t0, 0(a1)\n\t"
                     "ld t2, 8(a1)\n\t"
                     "ld s0, 16(a1)\n\t"
                     "mv sp, t0\n\t"
                     "jr t2\n"
                     "1:"
                     : "+r"(f), "+r"(t)
                     :
                     : "ra", "t0", "t1", "t2", "s1", "a2", "a3", "a4", "a5", "a6", "a7", "s2", "s3",
                       "s4", "s5", "s6", "s7", "s8", "s9", "s10", "s11", "t3", "t4", "t5", "t6",
                       "memory", "ft0", "ft1", "ft2", "ft3", "ft4", "ft5", "ft6", "ft7", "fs0",
                       "fs1", "fa0", "fa1", "fa2", "fa3", "fa4", "fa5", "fa6", "fa7", "fs2", "fs3",
                       "fs4", "fs5", "fs6", "fs7", "fs8", "fs9", "fs10", "fs11", "ft8", "ft9",
                       "ft10", "ft11");
}

#endif
