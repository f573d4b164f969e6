/*
 * layout_check.h: the numbers of asm/mips64/layout.h as the platform's headers have
 * them. Not there, for nobody's headers know them:
 *
 *   UC_SECOND_MARK      of our own choice: the slot of $0
 *   FCSR_CONTROL, FCSR_CAUSES, FCSR_FLAGS   MIPS Architecture For Programmers, volume I-A
 *   SIGFRAME_UCONTEXT   Linux arch/mips/kernel/signal.c, struct rt_sigframe
 */
#include <sched.h>

#define GENERAL_OFFSET(n) offsetof(ucontext_t, uc_mcontext.gregs[n])
#define FP_OFFSET(n) (offsetof(ucontext_t, uc_mcontext.fpregs) + 8 * (n))
#define LAYOUT(X)                                                                                  \
    X(UC_FLAGS, offsetof(ucontext_t, uc_flags))                                                    \
    X(UC_LINK, offsetof(ucontext_t, uc_link))                                                      \
    X(UC_STACK_SP, offsetof(ucontext_t, uc_stack.ss_sp))                                           \
    X(UC_STACK_SIZE, offsetof(ucontext_t, uc_stack.ss_size))                                       \
    X(UC_STACK_FLAGS, offsetof(ucontext_t, uc_stack.ss_flags))                                     \
    X(UC_SIGMASK, offsetof(ucontext_t, uc_sigmask))                                                \
    X(UC_PC, offsetof(ucontext_t, uc_mcontext.pc))                                                 \
    X(UC_FCSR, offsetof(ucontext_t, uc_mcontext.fpc_csr))                                          \
    X(UC_USED_MATH, offsetof(ucontext_t, uc_mcontext.used_math))                                   \
    X(UC_SECOND_MARK, GENERAL_OFFSET(0))                                                           \
    X(UC_V0, GENERAL_OFFSET(2))                                                                    \
    X(UC_A0, GENERAL_OFFSET(4))                                                                    \
    X(UC_A1, GENERAL_OFFSET(5))                                                                    \
    X(UC_A2, GENERAL_OFFSET(6))                                                                    \
    X(UC_A3, GENERAL_OFFSET(7))                                                                    \
    X(UC_A4, GENERAL_OFFSET(8))                                                                    \
    X(UC_A5, GENERAL_OFFSET(9))                                                                    \
    X(UC_A6, GENERAL_OFFSET(10))                                                                   \
    X(UC_A7, GENERAL_OFFSET(11))                                                                   \
    X(UC_S0, GENERAL_OFFSET(16))                                                                   \
    X(UC_S1, GENERAL_OFFSET(17))                                                                   \
    X(UC_S2, GENERAL_OFFSET(18))                                                                   \
    X(UC_S3, GENERAL_OFFSET(19))                                                                   \
    X(UC_S4, GENERAL_OFFSET(20))                                                                   \
    X(UC_S5, GENERAL_OFFSET(21))                                                                   \
    X(UC_S6, GENERAL_OFFSET(22))                                                                   \
    X(UC_S7, GENERAL_OFFSET(23))                                                                   \
    X(UC_GP, GENERAL_OFFSET(28))                                                                   \
    X(UC_SP, GENERAL_OFFSET(29))                                                                   \
    X(UC_FP, GENERAL_OFFSET(30))                                                                   \
    X(UC_RA, GENERAL_OFFSET(31))                                                                   \
    X(UC_F24, FP_OFFSET(24))                                                                       \
    X(UC_F25, FP_OFFSET(25))                                                                       \
    X(UC_F26, FP_OFFSET(26))                                                                       \
    X(UC_F27, FP_OFFSET(27))                                                                       \
    X(UC_F28, FP_OFFSET(28))                                                                       \
    X(UC_F29, FP_OFFSET(29))                                                                       \
    X(UC_F30, FP_OFFSET(30))                                                                       \
    X(UC_F31, FP_OFFSET(31))                                                                       \
    X(KERNEL_SIG_SETMASK, SIG_SETMASK)                                                             \
    X(KERNEL_SIGSET_SIZE, KERNEL_SET_SIZE)                                                         \
    X(SYS_RT_SIGPROCMASK, SYS_rt_sigprocmask)                                                      \
    X(SYS_RT_SIGRETURN, SYS_rt_sigreturn)                                                          \
    X(SYS_CLONE, SYS_clone)                                                                        \
    X(VFORK_FLAGS, CLONE_VM | CLONE_VFORK | SIGCHLD)                                               \
    LAYOUT_OF_MUSL(X)
