/*
 * system_call.h: x86_64's system calls, past every library, and how a program
 * without one begins. Included by programs that have no C library, too.
 */
#ifndef SYSTEM_CALL_H
#define SYSTEM_CALL_H

/* Linux Documentation/arch/x86/entry_64.rst */
static inline long system_call(long number, long a, long b, long c, long d) {
    register long fourth __asm__("r10") = d;
    __asm__ volatile("syscall"
                     : "+a"(number)
                     : "D"(a), "S"(b), "d"(c), "r"(fourth)
                     : "rcx", "r11", "memory");
    return number;
}
#define EXIT_GROUP 231 /* arch/x86/entry/syscalls/syscall_64.tbl */

#define PROGRAM_START                                                                              \
    "_start: xorl %ebp, %ebp\n"                                                                    \
    "movq %rsp, %rdi\n"                                                                            \
    "andq $-16, %rsp\n"                                                                            \
    "call start\n"

/* What rt_sigaction is given (Linux include/linux/signal_types.h, struct sigaction). */
struct kernel_action {
    void (*handler)(int);
    unsigned long flags;
    void (*restorer)(void);
    unsigned long mask[1];
};

/* tools/testing/selftests/rseq/rseq-x86.h */
#define RSEQ_SIGNATURE 0x53053053

#endif
