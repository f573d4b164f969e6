/*
 * layout_check.h: the numbers of asm/arm/layout.h as the platform's headers have
 * them. Not there, for nobody's headers know them:
 *
 *   UC_D9, UC_D10, UC_D11, UC_D12, UC_D13, UC_D14, UC_D15, UC_FPSCR
 *                       glibc's record in uc_regspace
 *   SIGFRAME_UCONTEXT   Linux arch/arm/kernel/signal.c, struct rt_sigframe
 */
#ifdef FREESTANDING

#include <stddef.h>
#ifdef __ARM_FP
#define FP_LAYOUT(X)                                                                               \
    X(UC_FPSCR, offsetof(ucontext_t, uc_mcontext.fpscr))                                           \
    X(UC_D8, offsetof(ucontext_t, uc_mcontext.d8_to_d15))                                          \
    X(UC_D15, offsetof(ucontext_t, uc_mcontext.d8_to_d15[7]))
#else
#define FP_LAYOUT(X)
#endif
#define FREESTANDING_LAYOUT(X)                                                                     \
    X(UC_FLAGS, offsetof(ucontext_t, uc_flags))                                                    \
    X(UC_LINK, offsetof(ucontext_t, uc_link))                                                      \
    X(UC_STACK_SP, offsetof(ucontext_t, uc_stack.ss_sp))                                           \
    X(UC_STACK_FLAGS, offsetof(ucontext_t, uc_stack.ss_flags))                                     \
    X(UC_STACK_SIZE, offsetof(ucontext_t, uc_stack.ss_size))                                       \
    REGISTER_LAYOUT(X)                                                                             \
    FP_LAYOUT(X)

#endif

#define REGISTER_LAYOUT(X)                                                                         \
    X(UC_R0, offsetof(ucontext_t, uc_mcontext.arm_r0))                                             \
    X(UC_R1, offsetof(ucontext_t, uc_mcontext.arm_r1))                                             \
    X(UC_R2, offsetof(ucontext_t, uc_mcontext.arm_r2))                                             \
    X(UC_R3, offsetof(ucontext_t, uc_mcontext.arm_r3))                                             \
    X(UC_R4, offsetof(ucontext_t, uc_mcontext.arm_r4))                                             \
    X(UC_R5, offsetof(ucontext_t, uc_mcontext.arm_r5))                                             \
    X(UC_R6, offsetof(ucontext_t, uc_mcontext.arm_r6))                                             \
    X(UC_R7, offsetof(ucontext_t, uc_mcontext.arm_r7))                                             \
    X(UC_R8, offsetof(ucontext_t, uc_mcontext.arm_r8))                                             \
    X(UC_R9, offsetof(ucontext_t, uc_mcontext.arm_r9))                                             \
    X(UC_R10, offsetof(ucontext_t, uc_mcontext.arm_r10))                                           \
    X(UC_R11, offsetof(ucontext_t, uc_mcontext.arm_fp))                                            \
    X(UC_SP, offsetof(ucontext_t, uc_mcontext.arm_sp))                                             \
    X(UC_LR, offsetof(ucontext_t, uc_mcontext.arm_lr))                                             \
    X(UC_PC, offsetof(ucontext_t, uc_mcontext.arm_pc))                                             \
    X(UC_CPSR, offsetof(ucontext_t, uc_mcontext.arm_cpsr))

#define LAYOUT(X)                                                                                  \
    X(UC_FLAGS, offsetof(ucontext_t, uc_flags))                                                    \
    X(UC_LINK, offsetof(ucontext_t, uc_link))                                                      \
    X(UC_STACK_SP, offsetof(ucontext_t, uc_stack.ss_sp))                                           \
    X(UC_STACK_FLAGS, offsetof(ucontext_t, uc_stack.ss_flags))                                     \
    X(UC_STACK_SIZE, offsetof(ucontext_t, uc_stack.ss_size))                                       \
    X(UC_SIGMASK, offsetof(ucontext_t, uc_sigmask))                                                \
    REGISTER_LAYOUT(X)                                                                             \
    X(UC_REGSPACE, offsetof(ucontext_t, uc_regspace))                                              \
    X(UC_D8, offsetof(ucontext_t, uc_regspace))                                                    \
    X(KERNEL_SIG_SETMASK, SIG_SETMASK)                                                             \
    X(KERNEL_SIGSET_SIZE, KERNEL_SET_SIZE)                                                         \
    X(SYS_SIGPROCMASK, SYS_sigprocmask)                                                            \
    X(SYS_RT_SIGPROCMASK, SYS_rt_sigprocmask)                                                      \
    X(SYS_RT_SIGRETURN, SYS_rt_sigreturn)                                                          \
    X(SYS_VFORK, SYS_vfork)                                                                        \
    LAYOUT_OF_MUSL(X)
