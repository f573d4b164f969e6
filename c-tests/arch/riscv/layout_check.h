/*
 * layout_check.h: the numbers of layout.h as the headers have them. Not there, for the
 * headers are older than it: UC_EXTENSION, the first record behind the FP state (Linux
 * arch/riscv/include/uapi/asm/sigcontext.h).
 */
#ifndef LAYOUT_CHECK_H
#define LAYOUT_CHECK_H

#include <errno.h>
#include <stddef.h>

#ifdef FREESTANDING

#define GREG(n) offsetof(ucontext_t, uc_mcontext.gregs[n])
#ifdef __riscv_flen
#define FP_LAYOUT(X)                                                                               \
    X(UC_FCSR, offsetof(ucontext_t, uc_mcontext.fcsr))                                             \
    X(UC_FS0, offsetof(ucontext_t, uc_mcontext.fs0_to_fs11))                                       \
    X(UC_FS2, offsetof(ucontext_t, uc_mcontext.fs0_to_fs11[2]))
#else
#define FP_LAYOUT(X)
#endif

#define FREESTANDING_LAYOUT(X)                                                                     \
    X(UC_FLAGS, offsetof(ucontext_t, uc_flags))                                                    \
    X(UC_LINK, offsetof(ucontext_t, uc_link))                                                      \
    X(UC_STACK_SP, offsetof(ucontext_t, uc_stack.ss_sp))                                           \
    X(UC_STACK_FLAGS, offsetof(ucontext_t, uc_stack.ss_flags))                                     \
    X(UC_STACK_SIZE, offsetof(ucontext_t, uc_stack.ss_size))                                       \
    X(UC_PC, GREG(0))                                                                              \
    X(UC_RA, GREG(1))                                                                              \
    X(UC_SP, GREG(2))                                                                              \
    X(UC_GP, GREG(3))                                                                              \
    X(UC_TP, GREG(4))                                                                              \
    X(UC_S0, GREG(8))                                                                              \
    X(UC_S1, GREG(9))                                                                              \
    X(UC_A0, GREG(10))                                                                             \
    X(UC_A1, GREG(11))                                                                             \
    X(UC_A2, GREG(12))                                                                             \
    X(UC_A3, GREG(13))                                                                             \
    X(UC_A4, GREG(14))                                                                             \
    X(UC_A5, GREG(15))                                                                             \
    X(UC_A6, GREG(16))                                                                             \
    X(UC_A7, GREG(17))                                                                             \
    X(UC_S2, GREG(18))                                                                             \
    X(UC_S3, GREG(19))                                                                             \
    X(UC_S4, GREG(20))                                                                             \
    X(UC_S5, GREG(21))                                                                             \
    X(UC_S6, GREG(22))                                                                             \
    X(UC_S7, GREG(23))                                                                             \
    X(UC_S8, GREG(24))                                                                             \
    X(UC_S9, GREG(25))                                                                             \
    X(UC_S10, GREG(26))                                                                            \
    X(UC_S11, GREG(27))                                                                            \
    FP_LAYOUT(X)

#else

#include <sys/syscall.h>

#define GREG(n) offsetof(ucontext_t, uc_mcontext.__gregs[n])
#ifdef __GLIBC__
#define FLAGS __uc_flags
#else
#define FLAGS uc_flags
#endif

#define LAYOUT(X)                                                                                  \
    X(UC_FLAGS, offsetof(ucontext_t, FLAGS))                                                       \
    X(UC_LINK, offsetof(ucontext_t, uc_link))                                                      \
    X(UC_STACK_SP, offsetof(ucontext_t, uc_stack.ss_sp))                                           \
    X(UC_STACK_FLAGS, offsetof(ucontext_t, uc_stack.ss_flags))                                     \
    X(UC_STACK_SIZE, offsetof(ucontext_t, uc_stack.ss_size))                                       \
    X(UC_SIGMASK, offsetof(ucontext_t, uc_sigmask))                                                \
    X(UC_PC, GREG(0))                                                                              \
    X(UC_RA, GREG(1))                                                                              \
    X(UC_SP, GREG(2))                                                                              \
    X(UC_GP, GREG(3))                                                                              \
    X(UC_TP, GREG(4))                                                                              \
    X(UC_S0, GREG(8))                                                                              \
    X(UC_S1, GREG(9))                                                                              \
    X(UC_A0, GREG(10))                                                                             \
    X(UC_A1, GREG(11))                                                                             \
    X(UC_A2, GREG(12))                                                                             \
    X(UC_A3, GREG(13))                                                                             \
    X(UC_A4, GREG(14))                                                                             \
    X(UC_A5, GREG(15))                                                                             \
    X(UC_A6, GREG(16))                                                                             \
    X(UC_A7, GREG(17))                                                                             \
    X(UC_S2, GREG(18))                                                                             \
    X(UC_S3, GREG(19))                                                                             \
    X(UC_S4, GREG(20))                                                                             \
    X(UC_S5, GREG(21))                                                                             \
    X(UC_S6, GREG(22))                                                                             \
    X(UC_S7, GREG(23))                                                                             \
    X(UC_S8, GREG(24))                                                                             \
    X(UC_S9, GREG(25))                                                                             \
    X(UC_S10, GREG(26))                                                                            \
    X(UC_S11, GREG(27))                                                                            \
    X(UC_FPREGS, offsetof(ucontext_t, uc_mcontext.__fpregs))                                       \
    X(UC_FS0, offsetof(ucontext_t, uc_mcontext.__fpregs.__d.__f[8]))                               \
    X(UC_FS2, offsetof(ucontext_t, uc_mcontext.__fpregs.__d.__f[18]))                              \
    X(UC_FCSR, offsetof(ucontext_t, uc_mcontext.__fpregs.__d.__fcsr))                              \
    X(SIGFRAME_UCONTEXT, sizeof(siginfo_t))                                                        \
    X(SYS_RT_SIGPROCMASK, SYS_rt_sigprocmask)                                                      \
    X(KERNEL_SIG_SETMASK, SIG_SETMASK)                                                             \
    X(KERNEL_SIGSET_SIZE, KERNEL_SET_SIZE)                                                         \
    X(KERNEL_EFAULT, EFAULT)                                                                       \
    X(SYS_RT_SIGRETURN, SYS_rt_sigreturn)                                                          \
    X(SYS_CLONE, SYS_clone) LAYOUT_OF_MUSL(X)

#endif

#endif
