/*
 * system_call.h: aarch64's system calls, past every library, and how a program
 * without one begins. Included by programs that have no C library, too.
 */
#ifndef SYSTEM_CALL_H
#define SYSTEM_CALL_H

/* syscall(2), "Architecture calling conventions" */
static inline long system_call(long number, long a, long b, long c, long d) {
    register long x8 __asm__("x8") = number;
    register long x0 __asm__("x0") = a;
    register long x1 __asm__("x1") = b;
    register long x2 __asm__("x2") = c;
    register long x3 __asm__("x3") = d;
    __asm__ volatile("svc #0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3) : "memory", "cc");
    return x0;
}
#define EXIT_GROUP 94 /* Linux include/uapi/asm-generic/unistd.h */

#define PROGRAM_START                                                                              \
    "_start: mov x29, #0\n"                                                                        \
    "mov x30, #0\n"                                                                                \
    "mov x0, sp\n"                                                                                 \
    "bl start\n"

/* What rt_sigaction is given (Linux include/linux/signal_types.h, struct sigaction). */
struct kernel_action {
    void (*handler)(int);
    unsigned long flags;
    void (*restorer)(void);
    unsigned long mask[1];
};

/* tools/testing/selftests/rseq/rseq-arm64.h */
#define RSEQ_SIGNATURE 0xd428bc00

#endif
