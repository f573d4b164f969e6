/*
 * layout_check.h: asm/s390x/layout.h as the platform's headers have it, but for UC_VXRS,
 * a flag that the kernel alone knows (arch/s390/include/uapi/asm/ucontext.h).
 */
#ifndef LAYOUT_CHECK_H
#define LAYOUT_CHECK_H

#include <sys/syscall.h>

#define LAYOUT_GENERAL(n) offsetof(ucontext_t, uc_mcontext.gregs[n])
#define LAYOUT_ACCESS(n) offsetof(ucontext_t, uc_mcontext.aregs[n])
#define LAYOUT_FLOATING(n) offsetof(ucontext_t, uc_mcontext.fpregs.fprs[n])
#define LAYOUT(X)                                                                                  \
    X(UC_FLAGS, offsetof(ucontext_t, uc_flags))                                                    \
    X(UC_MARK, offsetof(ucontext_t, uc_flags) + 4)                                                 \
    X(UC_LINK, offsetof(ucontext_t, uc_link))                                                      \
    X(UC_STACK_SP, offsetof(ucontext_t, uc_stack.ss_sp))                                           \
    X(UC_STACK_FLAGS, offsetof(ucontext_t, uc_stack.ss_flags))                                     \
    X(UC_STACK_SIZE, offsetof(ucontext_t, uc_stack.ss_size))                                       \
    X(UC_PSW_MASK, offsetof(ucontext_t, uc_mcontext.psw.mask))                                     \
    X(UC_PSW_ADDR, offsetof(ucontext_t, uc_mcontext.psw.addr))                                     \
    X(UC_R2, LAYOUT_GENERAL(2))                                                                    \
    X(UC_R3, LAYOUT_GENERAL(3))                                                                    \
    X(UC_R4, LAYOUT_GENERAL(4))                                                                    \
    X(UC_R5, LAYOUT_GENERAL(5))                                                                    \
    X(UC_R6, LAYOUT_GENERAL(6))                                                                    \
    X(UC_R7, LAYOUT_GENERAL(7))                                                                    \
    X(UC_R8, LAYOUT_GENERAL(8))                                                                    \
    X(UC_R9, LAYOUT_GENERAL(9))                                                                    \
    X(UC_R10, LAYOUT_GENERAL(10))                                                                  \
    X(UC_R11, LAYOUT_GENERAL(11))                                                                  \
    X(UC_R12, LAYOUT_GENERAL(12))                                                                  \
    X(UC_R13, LAYOUT_GENERAL(13))                                                                  \
    X(UC_R14, LAYOUT_GENERAL(14))                                                                  \
    X(UC_R15, LAYOUT_GENERAL(15))                                                                  \
    X(UC_A0, LAYOUT_ACCESS(0))                                                                     \
    X(UC_A2, LAYOUT_ACCESS(2))                                                                     \
    X(UC_FPC, offsetof(ucontext_t, uc_mcontext.fpregs.fpc))                                        \
    X(UC_SPLIT_STACK, LAYOUT_FLOATING(0))                                                          \
    X(UC_F8, LAYOUT_FLOATING(8))                                                                   \
    X(UC_F9, LAYOUT_FLOATING(9))                                                                   \
    X(UC_F10, LAYOUT_FLOATING(10))                                                                 \
    X(UC_F11, LAYOUT_FLOATING(11))                                                                 \
    X(UC_F12, LAYOUT_FLOATING(12))                                                                 \
    X(UC_F13, LAYOUT_FLOATING(13))                                                                 \
    X(UC_F14, LAYOUT_FLOATING(14))                                                                 \
    X(UC_F15, LAYOUT_FLOATING(15))                                                                 \
    X(UC_SIGMASK, offsetof(ucontext_t, uc_sigmask))                                                \
    X(SIGFRAME_UCONTEXT, 160 + 8 + sizeof(siginfo_t))                                              \
    X(SIGFRAME_SIZE, SIGFRAME_UCONTEXT + sizeof(ucontext_t) + 512)                                 \
    X(KERNEL_SIG_SETMASK, SIG_SETMASK)                                                             \
    X(KERNEL_SIGSET_SIZE, KERNEL_SET_SIZE)                                                         \
    X(SYS_RT_SIGRETURN, SYS_rt_sigreturn)                                                          \
    X(SYS_RT_SIGPROCMASK, SYS_rt_sigprocmask)                                                      \
    X(SYS_VFORK, SYS_vfork) LAYOUT_OF_MUSL(X)

#endif
