/*
 * system_call.h: loongarch64's system calls, past every library, and how a program
 * without one begins. Included by programs that have no C library, too.
 */
#ifndef SYSTEM_CALL_H
#define SYSTEM_CALL_H

/* musl's ucontext_t ends with an array of no length; it may be part of structures. */
#ifdef __clang__
#pragma clang diagnostic ignored "-Wgnu-variable-sized-type-not-at-end"
#endif

/* Linux arch/loongarch/kernel/entry.S: t0-t8 are lost. */
static inline long system_call(long number, long a, long b, long c, long d) {
    register long a7 __asm__("$r11") = number;
    register long a0 __asm__("$r4") = a;
    register long a1 __asm__("$r5") = b;
    register long a2 __asm__("$r6") = c;
    register long a3 __asm__("$r7") = d;
    __asm__ volatile("syscall 0"
                     : "+r"(a0)
                     : "r"(a7), "r"(a1), "r"(a2), "r"(a3)
                     : "memory", "$r12", "$r13", "$r14", "$r15", "$r16", "$r17", "$r18", "$r19",
                       "$r20");
    return a0;
}
#define EXIT_GROUP 94 /* Linux include/uapi/asm-generic/unistd.h */

#define PROGRAM_START                                                                              \
    "_start: move $r22, $r0\n"                                                                     \
    "move $r1, $r0\n"                                                                              \
    "move $r4, $r3\n"                                                                              \
    "bl start\n"

/* What rt_sigaction is given (Linux include/linux/signal_types.h, struct sigaction). */
struct kernel_action {
    void (*handler)(int);
    unsigned long flags;
    unsigned long mask[1];
};

/* glibc 2.41, bits/rseq.h */
#define RSEQ_SIGNATURE 0x002a0010

#endif
