/*
 * layout_check.h: the numbers of asm/x86/layout.h as the platform's headers have
 * them. Not there, for nobody's headers know them:
 *
 *   UC_SECOND_MARK UC_SPLIT_STACK   of our own choice, and so is UC_MXCSR
 *   SIGFRAME_UCONTEXT               struct rt_sigframe is the kernel's own
 *   MASK_STEP_WORDS                 what our own code pushes
 */
#include <sys/syscall.h>
#define GREG(name) offsetof(ucontext_t, uc_mcontext.gregs[name])
#define LAYOUT(X)                                                                                  \
    X(UC_FLAGS, offsetof(ucontext_t, uc_flags))                                                    \
    X(UC_LINK, offsetof(ucontext_t, uc_link))                                                      \
    X(UC_STACK_SP, offsetof(ucontext_t, uc_stack.ss_sp))                                           \
    X(UC_STACK_FLAGS, offsetof(ucontext_t, uc_stack.ss_flags))                                     \
    X(UC_STACK_SIZE, offsetof(ucontext_t, uc_stack.ss_size))                                       \
    X(UC_EDI, GREG(REG_EDI))                                                                       \
    X(UC_ESI, GREG(REG_ESI))                                                                       \
    X(UC_EBP, GREG(REG_EBP))                                                                       \
    X(UC_ESP, GREG(REG_ESP))                                                                       \
    X(UC_EBX, GREG(REG_EBX))                                                                       \
    X(UC_EDX, GREG(REG_EDX))                                                                       \
    X(UC_ECX, GREG(REG_ECX))                                                                       \
    X(UC_EAX, GREG(REG_EAX))                                                                       \
    X(UC_EIP, GREG(REG_EIP))                                                                       \
    X(UC_CS, GREG(REG_CS))                                                                         \
    X(UC_FPREGS, offsetof(ucontext_t, uc_mcontext.fpregs))                                         \
    X(UC_SIGMASK, offsetof(ucontext_t, uc_sigmask))                                                \
    X(SYS_SSETMASK, SYS_ssetmask)                                                                  \
    X(SYS_SIGPROCMASK, SYS_sigprocmask)                                                            \
    X(SYS_SIGRETURN, SYS_sigreturn)                                                                \
    X(SYS_RT_SIGRETURN, SYS_rt_sigreturn)                                                          \
    X(SYS_RT_SIGPROCMASK, SYS_rt_sigprocmask)                                                      \
    X(SYS_VFORK, SYS_vfork)                                                                        \
    X(KERNEL_SIGSET_SIZE, KERNEL_SET_SIZE)                                                         \
    X(KERNEL_SIG_SETMASK, SIG_SETMASK)                                                             \
    LAYOUT_GLIBC(X)                                                                                \
    LAYOUT_OF_MUSL(X)

#ifdef __GLIBC__
#define LAYOUT_GLIBC(X)                                                                            \
    X(UC_FPREGS_MEM, offsetof(ucontext_t, __fpregs_mem))                                           \
    X(UC_FPCW, offsetof(ucontext_t, __fpregs_mem.cw))                                              \
    X(UC_FPSW, offsetof(ucontext_t, __fpregs_mem.sw))                                              \
    X(UC_FPTAG, offsetof(ucontext_t, __fpregs_mem.tag))                                            \
    X(UC_MXCSR, offsetof(ucontext_t, __fpregs_mem._st))                                            \
    X(UC_FPREGS_MEM_END, offsetof(ucontext_t, __fpregs_mem.status))
#else
#define LAYOUT_GLIBC(X)
#endif
