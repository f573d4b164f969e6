/*
 * system_call.h: s390x's system calls, past every library, and how a program
 * without one begins. Included by programs that have no C library, too.
 */
#ifndef SYSTEM_CALL_H
#define SYSTEM_CALL_H

/* syscall(2), "Architecture calling conventions" */
static inline long system_call(long number, long a, long b, long c, long d) {
    register long r1 __asm__("r1") = number;
    register long r2 __asm__("r2") = a;
    register long r3 __asm__("r3") = b;
    register long r4 __asm__("r4") = c;
    register long r5 __asm__("r5") = d;
    __asm__ volatile("svc 0" : "+d"(r2) : "d"(r1), "d"(r3), "d"(r4), "d"(r5) : "memory", "cc");
    return r2;
}
#define EXIT_GROUP 248 /* Linux arch/s390/kernel/syscalls/syscall.tbl */

#define PROGRAM_START                                                                              \
    "_start: lgr %r2, %r15\n"                                                                      \
    "aghi %r15, -160\n"                                                                            \
    "xc 0(8, %r15), 0(%r15)\n"                                                                     \
    "brasl %r14, start\n"

/* What rt_sigaction is given (Linux include/linux/signal_types.h, struct sigaction). */
struct kernel_action {
    void (*handler)(int);
    unsigned long flags;
    void (*restorer)(void);
    unsigned long mask[1];
};

/* tools/testing/selftests/rseq/rseq-s390.h */
#define RSEQ_SIGNATURE 0xb2ff0fff

#endif
