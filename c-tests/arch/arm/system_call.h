/*
 * system_call.h: arm's system calls, past every library, and how a program
 * without one begins. Included by programs that have no C library, too.
 */
#ifndef SYSTEM_CALL_H
#define SYSTEM_CALL_H

/* syscall(2), "Architecture calling conventions": EABI. r7 may be the frame pointer,
 * which cannot be named; the kernel keeps r12. */
static inline __attribute__((always_inline)) long system_call(long number, long a, long b, long c,
                                                              long d) {
    register long r0 __asm__("r0") = a;
    register long r1 __asm__("r1") = b;
    register long r2 __asm__("r2") = c;
    register long r3 __asm__("r3") = d;
    __asm__ volatile("mov r12, r7\n\t"
                     "mov r7, %[number]\n\t"
                     "svc #0\n\t"
                     "mov r7, r12"
                     : "+r"(r0)
                     : [number] "r"(number), "r"(r1), "r"(r2), "r"(r3)
                     : "r12", "memory", "cc");
    return r0;
}
/* Numbers from 0xf0000 on are the architecture's own (arch/arm/kernel/traps.c). */
#define NEGATIVE_CALL_KILLS
#define EXIT_GROUP 248 /* Linux arch/arm/tools/syscall.tbl */

#define PROGRAM_START                                                                              \
    ".type _start, %function\n"                                                                    \
    "_start: mov r7, #0\n"                                                                         \
    "mov r11, r7\n"                                                                                \
    "mov lr, r7\n"                                                                                 \
    "mov r0, sp\n"                                                                                 \
    "bl start\n"

/* What rt_sigaction is given (Linux include/linux/signal_types.h, struct sigaction). */
struct kernel_action {
    void (*handler)(int);
    unsigned long flags;
    void (*restorer)(void);
    unsigned long mask[2];
};

/* tools/testing/selftests/rseq/rseq-arm.h */
#define RSEQ_SIGNATURE 0xe7f5def3

#endif
