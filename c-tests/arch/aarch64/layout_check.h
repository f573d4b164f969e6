/*
 * layout_check.h: the numbers of asm/aarch64/layout.h as the platform's headers have
 * them. Not there, for nobody's headers know them:
 *
 *   UC_SECOND_MARK      of our own choice, behind the records
 *   SIGFRAME_UCONTEXT   Linux arch/arm64/kernel/signal.c, struct rt_sigframe
 *   UC_GCS, UC_GCS_POINTER, UC_GCS_MODES, UC_GCS_MARK, UC_GCS_END, GCS_MAGIC, GCS_SIZE,
 *   PR_SHADOW_STACK_ENABLE
 *                       in those of Linux 6.13 and later alone (struct gcs_context)
 */
#ifdef __GLIBC__ /* musl has its own */
#include <asm/sigcontext.h>
#endif
#include <sched.h>

#define GENERAL_OFFSET(n) offsetof(ucontext_t, uc_mcontext.regs[n])
#define FP_RECORD_OFFSET(field)                                                                    \
    (offsetof(ucontext_t, uc_mcontext.__reserved) + offsetof(struct fpsimd_context, field))
#define LAYOUT(X)                                                                                  \
    X(UC_FLAGS, offsetof(ucontext_t, uc_flags))                                                    \
    X(UC_LINK, offsetof(ucontext_t, uc_link))                                                      \
    X(UC_STACK_SP, offsetof(ucontext_t, uc_stack.ss_sp))                                           \
    X(UC_STACK_FLAGS, offsetof(ucontext_t, uc_stack.ss_flags))                                     \
    X(UC_STACK_SIZE, offsetof(ucontext_t, uc_stack.ss_size))                                       \
    X(UC_SIGMASK, offsetof(ucontext_t, uc_sigmask))                                                \
    X(UC_X0, GENERAL_OFFSET(0))                                                                    \
    X(UC_X2, GENERAL_OFFSET(2))                                                                    \
    X(UC_X4, GENERAL_OFFSET(4))                                                                    \
    X(UC_X6, GENERAL_OFFSET(6))                                                                    \
    X(UC_X18, GENERAL_OFFSET(18))                                                                  \
    X(UC_X19, GENERAL_OFFSET(19))                                                                  \
    X(UC_X20, GENERAL_OFFSET(20))                                                                  \
    X(UC_X21, GENERAL_OFFSET(21))                                                                  \
    X(UC_X22, GENERAL_OFFSET(22))                                                                  \
    X(UC_X23, GENERAL_OFFSET(23))                                                                  \
    X(UC_X24, GENERAL_OFFSET(24))                                                                  \
    X(UC_X25, GENERAL_OFFSET(25))                                                                  \
    X(UC_X26, GENERAL_OFFSET(26))                                                                  \
    X(UC_X27, GENERAL_OFFSET(27))                                                                  \
    X(UC_X28, GENERAL_OFFSET(28))                                                                  \
    X(UC_X29, GENERAL_OFFSET(29))                                                                  \
    X(UC_X30, GENERAL_OFFSET(30))                                                                  \
    X(UC_SP, offsetof(ucontext_t, uc_mcontext.sp))                                                 \
    X(UC_PC, offsetof(ucontext_t, uc_mcontext.pc))                                                 \
    X(UC_PSTATE, offsetof(ucontext_t, uc_mcontext.pstate))                                         \
    X(UC_FPSIMD, FP_RECORD_OFFSET(head))                                                           \
    X(UC_FPSR, FP_RECORD_OFFSET(fpsr))                                                             \
    X(UC_FPCR, FP_RECORD_OFFSET(fpcr))                                                             \
    X(UC_V8, FP_RECORD_OFFSET(vregs[8]))                                                           \
    X(UC_V9, FP_RECORD_OFFSET(vregs[9]))                                                           \
    X(UC_V10, FP_RECORD_OFFSET(vregs[10]))                                                         \
    X(UC_V11, FP_RECORD_OFFSET(vregs[11]))                                                         \
    X(UC_V12, FP_RECORD_OFFSET(vregs[12]))                                                         \
    X(UC_V13, FP_RECORD_OFFSET(vregs[13]))                                                         \
    X(UC_V14, FP_RECORD_OFFSET(vregs[14]))                                                         \
    X(UC_V15, FP_RECORD_OFFSET(vregs[15]))                                                         \
    X(UC_FPSIMD_END, FP_RECORD_OFFSET(head) + sizeof(struct fpsimd_context))                       \
    X(FPSIMD_SIZE, sizeof(struct fpsimd_context))                                                  \
    X(KERNEL_SIG_SETMASK, SIG_SETMASK)                                                             \
    X(KERNEL_SIGSET_SIZE, KERNEL_SET_SIZE)                                                         \
    X(SYS_RT_SIGPROCMASK, SYS_rt_sigprocmask)                                                      \
    X(SYS_RT_SIGRETURN, SYS_rt_sigreturn)                                                          \
    X(SYS_CLONE, SYS_clone)                                                                        \
    X(VFORK_FLAGS, CLONE_VM | CLONE_VFORK | SIGCHLD)                                               \
    LAYOUT_OF_MUSL(X)
