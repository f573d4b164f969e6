/*
 * system_call.h: powerpc64's system calls, past every library, and how a program
 * without one begins. Included by programs that have no C library, too.
 */
#ifndef SYSTEM_CALL_H
#define SYSTEM_CALL_H

/* syscall(2), "Architecture calling conventions": an error is a positive number, and
 * SO in cr0. */
static inline __attribute__((always_inline)) long system_call(long number, long a, long b, long c,
                                                              long d) {
    register long r0 __asm__("r0") = number;
    register long r3 __asm__("r3") = a;
    register long r4 __asm__("r4") = b;
    register long r5 __asm__("r5") = c;
    register long r6 __asm__("r6") = d;
    __asm__ volatile("sc\n\t"
                     "bns+ 1f\n\t"
                     "neg %1, %1\n"
                     "1:"
                     : "+r"(r0), "+r"(r3), "+r"(r4), "+r"(r5), "+r"(r6)
                     :
                     : "r7", "r8", "r9", "r10", "r11", "r12", "ctr", "xer", "cr0", "memory");
    return r3;
}
#define EXIT_GROUP 234 /* Linux arch/powerpc/kernel/syscalls/syscall.tbl */

#define PROGRAM_START                                                                              \
    "_start: addis 2, 12, .TOC.-_start@ha\n"                                                       \
    "addi 2, 2, .TOC.-_start@l\n"                                                                  \
    "mr 3, 1\n"                                                                                    \
    "clrrdi 1, 1, 4\n"                                                                             \
    "li 0, 0\n"                                                                                    \
    "stdu 0, -32(1)\n"                                                                             \
    "bl start\n"                                                                                   \
    "nop\n"

/* What rt_sigaction is given (Linux arch/powerpc/include/uapi/asm/signal.h). */
struct kernel_action {
    void (*handler)(int);
    unsigned long flags;
    void (*restorer)(void);
    unsigned long mask[1];
};

/* tools/testing/selftests/rseq/rseq-ppc.h */
#define RSEQ_SIGNATURE 0x0fe5000b

#endif
