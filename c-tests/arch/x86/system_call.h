/*
 * system_call.h: i386's system calls, past every library, and how a program
 * without one begins. Included by programs that have no C library, too.
 */
#ifndef SYSTEM_CALL_H
#define SYSTEM_CALL_H

/* Linux arch/x86/entry/entry_32.S */
static inline __attribute__((always_inline)) long system_call(long number, long a, long b, long c,
                                                              long d) {
    __asm__ volatile("int $0x80" : "+a"(number) : "b"(a), "c"(b), "d"(c), "S"(d) : "memory");
    return number;
}
#define EXIT_GROUP 252 /* arch/x86/entry/syscalls/syscall_32.tbl */

#define PROGRAM_START                                                                              \
    "_start: xorl %ebp, %ebp\n"                                                                    \
    "movl %esp, %eax\n"                                                                            \
    "andl $-16, %esp\n"                                                                            \
    "subl $12, %esp\n"                                                                             \
    "pushl %eax\n"                                                                                 \
    "call start\n"

/* What rt_sigaction is given (Linux include/linux/signal_types.h, struct sigaction). */
struct kernel_action {
    void (*handler)(int);
    unsigned long flags;
    void (*restorer)(void);
    unsigned long mask[2];
};

/* tools/testing/selftests/rseq/rseq-x86.h */
#define RSEQ_SIGNATURE 0x53053053

#endif
