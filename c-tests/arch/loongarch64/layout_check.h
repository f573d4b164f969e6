/*
 * layout_check.h: the numbers of asm/loongarch64/layout.h as the platform's headers have
 * them. Not there, for nobody's headers know them:
 *
 *   UC_SECOND_MARK      of our own choice: the slot of r0
 *   FCSR_CONTROL        LoongArch Reference Manual volume 1, 3.1.4, and so is
 *   FCSR_STATUS
 *   SIGFRAME_UCONTEXT   Linux arch/loongarch/kernel/signal.c, struct rt_sigframe
 */
#ifdef __GLIBC__ /* musl has its own */
#include <asm/sigcontext.h>
#define LAYOUT_OF_KERNEL(X)                                                                        \
    X(FRAME_USED_FP, SC_USED_FP)                                                                   \
    X(FPU_RECORD_MAGIC, FPU_CTX_MAGIC)                                                             \
    X(LSX_RECORD_MAGIC, LSX_CTX_MAGIC)                                                             \
    X(LASX_RECORD_MAGIC, LASX_CTX_MAGIC)                                                           \
    X(LBT_RECORD_MAGIC, LBT_CTX_MAGIC)
#define CONTEXT_FLAGS __uc_flags
#else
#define LAYOUT_OF_KERNEL(X)
#define CONTEXT_FLAGS uc_flags
#endif
#include <sched.h>

#define GENERAL_OFFSET(n) offsetof(ucontext_t, uc_mcontext.__gregs[n])
#define LAYOUT(X)                                                                                  \
    X(UC_FLAGS, offsetof(ucontext_t, CONTEXT_FLAGS))                                               \
    X(UC_LINK, offsetof(ucontext_t, uc_link))                                                      \
    X(UC_STACK_SP, offsetof(ucontext_t, uc_stack.ss_sp))                                           \
    X(UC_STACK_FLAGS, offsetof(ucontext_t, uc_stack.ss_flags))                                     \
    X(UC_STACK_SIZE, offsetof(ucontext_t, uc_stack.ss_size))                                       \
    X(UC_SIGMASK, offsetof(ucontext_t, uc_sigmask))                                                \
    X(UC_PC, offsetof(ucontext_t, uc_mcontext.__pc))                                               \
    X(UC_SECOND_MARK, GENERAL_OFFSET(0))                                                           \
    X(UC_RA, GENERAL_OFFSET(1))                                                                    \
    X(UC_TP, GENERAL_OFFSET(2))                                                                    \
    X(UC_SP, GENERAL_OFFSET(3))                                                                    \
    X(UC_A0, GENERAL_OFFSET(4))                                                                    \
    X(UC_A1, GENERAL_OFFSET(5))                                                                    \
    X(UC_A2, GENERAL_OFFSET(6))                                                                    \
    X(UC_A3, GENERAL_OFFSET(7))                                                                    \
    X(UC_A4, GENERAL_OFFSET(8))                                                                    \
    X(UC_A5, GENERAL_OFFSET(9))                                                                    \
    X(UC_A6, GENERAL_OFFSET(10))                                                                   \
    X(UC_A7, GENERAL_OFFSET(11))                                                                   \
    X(UC_FS0, GENERAL_OFFSET(12))                                                                  \
    X(UC_FS1, GENERAL_OFFSET(13))                                                                  \
    X(UC_FS2, GENERAL_OFFSET(14))                                                                  \
    X(UC_FS3, GENERAL_OFFSET(15))                                                                  \
    X(UC_FS4, GENERAL_OFFSET(16))                                                                  \
    X(UC_FS5, GENERAL_OFFSET(17))                                                                  \
    X(UC_FS6, GENERAL_OFFSET(18))                                                                  \
    X(UC_FS7, GENERAL_OFFSET(19))                                                                  \
    X(UC_FCSR, GENERAL_OFFSET(20))                                                                 \
    X(UC_R21, GENERAL_OFFSET(21))                                                                  \
    X(UC_FP, GENERAL_OFFSET(22))                                                                   \
    X(UC_S0, GENERAL_OFFSET(23))                                                                   \
    X(UC_S1, GENERAL_OFFSET(24))                                                                   \
    X(UC_S2, GENERAL_OFFSET(25))                                                                   \
    X(UC_S3, GENERAL_OFFSET(26))                                                                   \
    X(UC_S4, GENERAL_OFFSET(27))                                                                   \
    X(UC_S5, GENERAL_OFFSET(28))                                                                   \
    X(UC_S6, GENERAL_OFFSET(29))                                                                   \
    X(UC_S7, GENERAL_OFFSET(30))                                                                   \
    X(UC_S8, GENERAL_OFFSET(31))                                                                   \
    X(UC_SC_FLAGS, offsetof(ucontext_t, uc_mcontext.__flags))                                      \
    X(UC_EXTCONTEXT, sizeof(ucontext_t))                                                           \
    X(UC_EXTCONTEXT, offsetof(ucontext_t, uc_mcontext.__extcontext))                               \
    X(KERNEL_SIG_SETMASK, SIG_SETMASK)                                                             \
    X(KERNEL_SIGSET_SIZE, KERNEL_SET_SIZE)                                                         \
    X(SYS_RT_SIGPROCMASK, SYS_rt_sigprocmask)                                                      \
    X(SYS_RT_SIGRETURN, SYS_rt_sigreturn)                                                          \
    X(SYS_CLONE, SYS_clone)                                                                        \
    X(VFORK_FLAGS, CLONE_VM | CLONE_VFORK | SIGCHLD)                                               \
    LAYOUT_OF_KERNEL(X)                                                                            \
    LAYOUT_OF_MUSL(X)
