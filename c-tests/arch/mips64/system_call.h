/*
 * system_call.h: mips64's system calls (n64), past every library, and how a program
 * without one begins. Included by programs that have no C library, too.
 */
#ifndef SYSTEM_CALL_H
#define SYSTEM_CALL_H

/* Linux arch/mips/kernel/scall64-n64.S: whether it failed is in $7; temporaries are lost. */
static inline long system_call(long number, long a, long b, long c, long d) {
    register long r2 __asm__("$2") = number;
    register long r4 __asm__("$4") = a;
    register long r5 __asm__("$5") = b;
    register long r6 __asm__("$6") = c;
    register long r7 __asm__("$7") = d;
    __asm__ volatile("syscall"
                     : "+r"(r2), "+r"(r7)
                     : "r"(r4), "r"(r5), "r"(r6)
                     : "memory", "$1", "$3", "$8", "$9", "$10", "$11", "$12", "$13", "$14", "$15",
                       "$24", "$25", "hi", "lo");
    return r7 ? -r2 : r2;
}
#define EXIT_GROUP 5205 /* Linux arch/mips/include/uapi/asm/unistd.h */

#define PROGRAM_START                                                                              \
    ".ent _start\n"                                                                                \
    ".set push\n"                                                                                  \
    ".set noreorder\n"                                                                             \
    "_start: bal 1f\n"                                                                             \
    "move $4, $29\n"                                                                               \
    "1: .cpsetup $31, $16, 1b\n"                                                                   \
    "move $30, $0\n"                                                                               \
    "dla $25, start\n"                                                                             \
    "jalr $25\n"                                                                                   \
    "move $31, $0\n"                                                                               \
    ".set pop\n"                                                                                   \
    ".end _start\n"

/* What rt_sigaction is given (Linux include/linux/signal_types.h). */
struct kernel_action {
    unsigned int flags;
    void (*handler)(int);
    unsigned long mask[2];
};

/* tools/testing/selftests/rseq/rseq-mips.h: break 0x350 */
#define RSEQ_SIGNATURE 0x0350000d

#endif
