/*
 * layout_check.h: the numbers of asm/powerpc64/layout.h as the platform's headers have
 * them. Not there, for nobody's headers know them:
 *
 *   UC_VECTORS, UC_VECTORS_MARK, UC_SPLIT_STACK   of our own choice, where nobody keeps anything
 *   MSR_*                        Linux arch/powerpc/include/asm/reg.h
 *   SIGFRAME_OF_QEMU             qemu linux-user/ppc/signal.c
 */
#include <asm/ptrace.h>
#include <setjmp.h>
#include <stddef.h>
#include <sys/syscall.h>

#define GENERAL_OFFSET(n) offsetof(ucontext_t, uc_mcontext.gp_regs[n])
#ifdef __GLIBC__
#define GLIBC_LAYOUT(X)                                                                            \
    X(VECTOR_VSCR, offsetof(vrregset_t, vscr))                                                     \
    X(VECTOR_VRSAVE, offsetof(vrregset_t, vrsave))
#else
#define GLIBC_LAYOUT(X) X(MUSL_SIGJMP_MASK, offsetof(struct __jmp_buf_tag, __ss))
#endif
#define LAYOUT(X)                                                                                  \
    X(UC_FLAGS, offsetof(ucontext_t, uc_flags))                                                    \
    X(UC_LINK, offsetof(ucontext_t, uc_link))                                                      \
    X(UC_STACK_SP, offsetof(ucontext_t, uc_stack.ss_sp))                                           \
    X(UC_STACK_FLAGS, offsetof(ucontext_t, uc_stack.ss_flags))                                     \
    X(UC_STACK_SIZE, offsetof(ucontext_t, uc_stack.ss_size))                                       \
    X(UC_SIGMASK, offsetof(ucontext_t, uc_sigmask))                                                \
    X(UC_SIGNAL, offsetof(ucontext_t, uc_mcontext.signal))                                         \
    X(UC_REGS, offsetof(ucontext_t, uc_mcontext.regs))                                             \
    X(UC_R0, GENERAL_OFFSET(PT_R0))                                                                \
    X(UC_R1, GENERAL_OFFSET(PT_R1))                                                                \
    X(UC_R2, GENERAL_OFFSET(PT_R2))                                                                \
    X(UC_R3, GENERAL_OFFSET(PT_R3))                                                                \
    X(UC_R12, GENERAL_OFFSET(PT_R12))                                                              \
    X(UC_R13, GENERAL_OFFSET(PT_R13))                                                              \
    X(UC_R31, GENERAL_OFFSET(PT_R31))                                                              \
    X(UC_NIP, GENERAL_OFFSET(PT_NIP))                                                              \
    X(UC_MSR, GENERAL_OFFSET(PT_MSR))                                                              \
    X(UC_LNK, GENERAL_OFFSET(PT_LNK))                                                              \
    X(UC_CCR, GENERAL_OFFSET(PT_CCR))                                                              \
    X(UC_F0, offsetof(ucontext_t, uc_mcontext.fp_regs[0]))                                         \
    X(UC_FPSCR, offsetof(ucontext_t, uc_mcontext.fp_regs[32]))                                     \
    X(UC_V_REGS, offsetof(ucontext_t, uc_mcontext.v_regs))                                         \
    X(UC_VMX_RESERVE, offsetof(ucontext_t, uc_mcontext.vmx_reserve))                               \
    X(SYS_RT_SIGRETURN, SYS_rt_sigreturn)                                                          \
    X(SYS_RT_SIGPROCMASK, SYS_rt_sigprocmask)                                                      \
    X(SYS_VFORK, SYS_vfork)                                                                        \
    X(KERNEL_SIGSET_SIZE, KERNEL_SET_SIZE)                                                         \
    X(KERNEL_SIG_SETMASK, SIG_SETMASK)                                                             \
    GLIBC_LAYOUT(X)
