/*
 * layout.h: where the i386 ucontext_t keeps what we touch, in bytes.
 * The one place these numbers are written: assembly includes this file,
 * build.rs turns it into Rust constants, and src/arch/x86.rs asserts each
 * against libc::ucontext_t. glibc and musl agree on all of them; musl's type
 * ends at 348 (no __ssp), the kernel's own at 116.
 * Source: glibc sysdeps/unix/sysv/linux/x86/sys/ucontext.h, musl
 * arch/i386/bits/signal.h, Linux arch/x86/include/uapi/asm/sigcontext.h.
 */
#define UC_FLAGS 0
#define UC_LINK 4
#define UC_STACK_SP 8
#define UC_STACK_FLAGS 12
#define UC_STACK_SIZE 16
#define UC_EDI 36
#define UC_ESI 40
#define UC_EBP 44
#define UC_ESP 48
#define UC_EBX 52
#define UC_EDX 56
#define UC_ECX 60
#define UC_EAX 64
#define UC_EIP 76
#define UC_CS 80
#define UC_FPREGS 96
#define UC_SIGMASK 108
#define UC_FPREGS_MEM 236
/* Inside __fpregs_mem: the x87 environment as fnstenv stores it. */
#define UC_FPCW 236
#define UC_FPSW 240
#define UC_FPTAG 244
/* Behind it the eight x87 registers, which nobody saves. MXCSR is there, for the
 * type has no place for it, and a mark that says so: other libraries' contexts
 * have none. Then the state of a split stack. */
#define UC_MXCSR 264
#define UC_SECOND_MARK 268
#define UC_SPLIT_STACK 272
#define UC_FPREGS_MEM_END 344
/* From a signal frame's stack pointer at rt_sigreturn to its ucontext: struct
 * rt_sigframe without its first word, the return address, is three arguments and a
 * siginfo_t (Linux arch/x86/include/asm/sigframe.h, kernel/signal_32.c). */
#define SIGFRAME_UCONTEXT 140
/* What the kernel leaves above a handler's return address that may be the
 * handler's argument: its number and, without SA_SIGINFO, a struct sigcontext. */
#define HANDLER_ARGUMENTS 92
/* Where in the trampoline contexts return to: behind its landing pad. */
#define TRAMPOLINE_RETURN 4
/* What setting the mask of a context takes below its stack pointer. */
#define MASK_STEP_WORDS 5
/* Linux arch/x86/entry/syscalls/syscall_32.tbl */
#define SYS_SSETMASK 69
#define SYS_SIGRETURN 119
#define SYS_SIGPROCMASK 126
#define SYS_RT_SIGRETURN 173
#define SYS_RT_SIGPROCMASK 175
#define SYS_VFORK 190
/* The kernel's own numbers (Linux include/uapi/asm-generic/signal-defs.h). */
#define KERNEL_SIG_SETMASK 2
#define KERNEL_SIGSET_SIZE 8
/* musl's sigjmp_buf (include/setjmp.h): where sigsetjmp keeps the mask. */
#define MUSL_SIGJMP_MASK 28
/* fastctx_t (src/switch). CTX_FP and CTX_BASE are the inline switch's. */
#define CTX_SP 0
#define CTX_PC 4
#define CTX_FP 8
#define CTX_BASE 12
/* What fastctx_init leaves at the stack pointer of a fresh context. */
#define ENTRY_FUNCTION 0
#define ENTRY_ARGUMENT 4
#define ENTRY_LINK 8
