/*
 * floor.h: the least that a switch can be, for bench/floor.c: stack pointer, program
 * counter and frame pointer are exchanged in place, all else is clobbered.
 */
#ifndef FLOOR_H
#define FLOOR_H

static inline __attribute__((always_inline)) void exchange(struct words *from, struct words *to) {
    register struct words *f __asm__("$4") = from;
    register struct words *t __asm__("$5") = to;
    __asm__ volatile(".set push\n\t"
                     ".set noreorder\n\t"
                     "bal 1f\n\t"
                     "sd $29, 0($4)\n\t"
                     "b 2f\n\t"
                     "nop\n"
                     "1: sd $31, 8($4)\n\t"
                     "sd $30, 16($4)\n\t"
                     "ld $25, 8($5)\n\t"
                     "ld $30, 16($5)\n\t"
                     "jr $25\n\t"
                     "ld $29, 0($5)\n"
                     "2: .set pop"
                     : "+r"(f), "+r"(t)
                     :
                     : "$1", "$2", "$3", "$6", "$7", "$8", "$9", "$10", "$11", "$12", "$13", "$14",
                       "$15", "$16", "$17", "$18", "$19", "$20", "$21", "$22", "$23", "$24", "$25",
                       "$31", "hi", "lo", "memory", "$f0", "$f1", "$f2", "$f3", "$f4", "$f5", "$f6",
                       "$f7", "$f8", "$f9", "$f10", "$f11", "$f12", "$f13", "$f14", "$f15", "$f16",
                       "$f17", "$f18", "$f19", "$f20", "$f21", "$f22", "$f23", "$f24", "$f25",
                       "$f26", "$f27", "$f28", "$f29", "$f30", "$f31");
}

#endif
