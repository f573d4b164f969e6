/*
 * layout_check.h: the numbers of asm/x86_64/layout.h as the platform's headers have
 * them. Not there, for nobody's headers know them:
 *
 *   UC_FPCW UC_FPSW UC_FPTAG   x87's environment as fnstenv stores it (Intel's manual,
 *                              volume 1, figure 8-9), which is no struct
 *   UC_SPLIT_STACK             of our own choice
 *
 * Of glibc alone, and in its header a reserved field: UC_GLIBC_SSP, UC_GLIBC_SSP_BASE.
 */
#ifdef __GLIBC__
#define LAYOUT_OF_GLIBC(X)                                                                         \
    X(UC_GLIBC_SSP, offsetof(ucontext_t, __ssp))                                                   \
    X(UC_GLIBC_SSP_BASE, offsetof(ucontext_t, __ssp) + 8)
#else
#define LAYOUT_OF_GLIBC(X)
#endif
#define FP_STATE_OFFSET(field)                                                                     \
    (offsetof(ucontext_t, __fpregs_mem) + offsetof(__typeof__(*(fpregset_t)0), field))
#define LAYOUT(X)                                                                                  \
    X(UC_FLAGS, offsetof(ucontext_t, uc_flags))                                                    \
    X(UC_LINK, offsetof(ucontext_t, uc_link))                                                      \
    X(UC_STACK_SP, offsetof(ucontext_t, uc_stack.ss_sp))                                           \
    X(UC_STACK_FLAGS, offsetof(ucontext_t, uc_stack.ss_flags))                                     \
    X(UC_STACK_SIZE, offsetof(ucontext_t, uc_stack.ss_size))                                       \
    X(UC_R8, offsetof(ucontext_t, uc_mcontext.gregs[REG_R8]))                                      \
    X(UC_R9, offsetof(ucontext_t, uc_mcontext.gregs[REG_R9]))                                      \
    X(UC_R12, offsetof(ucontext_t, uc_mcontext.gregs[REG_R12]))                                    \
    X(UC_R13, offsetof(ucontext_t, uc_mcontext.gregs[REG_R13]))                                    \
    X(UC_R14, offsetof(ucontext_t, uc_mcontext.gregs[REG_R14]))                                    \
    X(UC_R15, offsetof(ucontext_t, uc_mcontext.gregs[REG_R15]))                                    \
    X(UC_RDI, offsetof(ucontext_t, uc_mcontext.gregs[REG_RDI]))                                    \
    X(UC_RSI, offsetof(ucontext_t, uc_mcontext.gregs[REG_RSI]))                                    \
    X(UC_RBP, offsetof(ucontext_t, uc_mcontext.gregs[REG_RBP]))                                    \
    X(UC_RBX, offsetof(ucontext_t, uc_mcontext.gregs[REG_RBX]))                                    \
    X(UC_RDX, offsetof(ucontext_t, uc_mcontext.gregs[REG_RDX]))                                    \
    X(UC_RCX, offsetof(ucontext_t, uc_mcontext.gregs[REG_RCX]))                                    \
    X(UC_RSP, offsetof(ucontext_t, uc_mcontext.gregs[REG_RSP]))                                    \
    X(UC_RIP, offsetof(ucontext_t, uc_mcontext.gregs[REG_RIP]))                                    \
    X(UC_CSGSFS, offsetof(ucontext_t, uc_mcontext.gregs[REG_CSGSFS]))                              \
    X(UC_FPREGS, offsetof(ucontext_t, uc_mcontext.fpregs))                                         \
    X(UC_SIGMASK, offsetof(ucontext_t, uc_sigmask))                                                \
    X(UC_FPREGS_MEM, offsetof(ucontext_t, __fpregs_mem))                                           \
    X(UC_MXCSR, FP_STATE_OFFSET(mxcsr))                                                            \
    X(UC_SHADOW_STACK, FP_STATE_OFFSET(_xmm) + 16 * 16)                                            \
    X(UC_FRAME_SHADOW_STACK, offsetof(ucontext_t, uc_mcontext.__reserved1))                        \
    X(UC_FRAME_SHADOW_STACK_CHECK, offsetof(ucontext_t, uc_mcontext.__reserved1) + 8)              \
    LAYOUT_OF_GLIBC(X)                                                                             \
    X(KERNEL_SIG_SETMASK, SIG_SETMASK)                                                             \
    X(KERNEL_SIGSET_SIZE, KERNEL_SET_SIZE)                                                         \
    X(SYS_RT_SIGPROCMASK, SYS_rt_sigprocmask)                                                      \
    X(SYS_RT_SIGRETURN, SYS_rt_sigreturn)                                                          \
    X(SYS_VFORK, SYS_vfork)                                                                        \
    LAYOUT_OF_MUSL(X)
