/*
 * system_call.h: RISC-V's system calls, past every library, and how a program
 * without one begins. Included by programs that have no C library, too.
 */
#ifndef SYSTEM_CALL_H
#define SYSTEM_CALL_H

/* syscall(2), "Architecture calling conventions" */
static inline long system_call(long number, long a, long b, long c, long d) {
    register long a7 __asm__("a7") = number;
    register long a0 __asm__("a0") = a;
    register long a1 __asm__("a1") = b;
    register long a2 __asm__("a2") = c;
    register long a3 __asm__("a3") = d;
    __asm__ volatile("ecall" : "+r"(a0) : "r"(a7), "r"(a1), "r"(a2), "r"(a3) : "memory");
    return a0;
}
#define EXIT_GROUP 94 /* Linux include/uapi/asm-generic/unistd.h */

#define PROGRAM_START                                                                              \
    "_start: .option push\n"                                                                       \
    ".option norelax\n"                                                                            \
    "lla gp, __global_pointer$\n"                                                                  \
    ".option pop\n"                                                                                \
    "li s0, 0\n"                                                                                   \
    "li ra, 0\n"                                                                                   \
    "mv a0, sp\n"                                                                                  \
    "call start\n"

/* What rt_sigaction is given (Linux include/linux/signal_types.h, struct sigaction,
 * without SA_RESTORER). */
struct kernel_action {
    void (*handler)(int);
    unsigned long flags;
    unsigned long mask[1];
};

/* tools/testing/selftests/rseq/rseq-riscv.h */
#define RSEQ_SIGNATURE 0xf1401073

#endif
