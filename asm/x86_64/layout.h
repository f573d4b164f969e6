/*
 * layout.h: where the x86_64 ucontext_t keeps what we touch, in bytes.
 * The one place these numbers are written: assembly includes this file,
 * build.rs turns it into Rust constants, and src/arch/x86_64.rs asserts each
 * against libc::ucontext_t. glibc and musl agree on all of them; musl's type
 * ends at 936 (no __ssp), the kernel's own signal frame at 304.
 * Source: glibc sysdeps/unix/sysv/linux/x86/sys/ucontext.h, musl
 * arch/x86_64/bits/signal.h, Linux arch/x86/include/uapi/asm/sigcontext.h.
 */
#define UC_FLAGS 0
#define UC_LINK 8
#define UC_STACK_SP 16
#define UC_STACK_FLAGS 24
#define UC_STACK_SIZE 32
#define UC_R8 40
#define UC_R9 48
#define UC_R12 72
#define UC_R13 80
#define UC_R14 88
#define UC_R15 96
#define UC_RDI 104
#define UC_RSI 112
#define UC_RBP 120
#define UC_RBX 128
#define UC_RDX 136
#define UC_RCX 152
#define UC_RSP 160
#define UC_RIP 168
#define UC_CSGSFS 184
#define UC_FPREGS 224
#define UC_SIGMASK 296
#define UC_FPREGS_MEM 424
/* Inside __fpregs_mem: the x87 environment as fnstenv stores it, and MXCSR. */
#define UC_FPCW 424
#define UC_FPSW 428
#define UC_FPTAG 432
#define UC_MXCSR 448
/* Its xmm registers, which nobody saves: the state of a split stack is there. */
#define UC_SPLIT_STACK 584
/* In what the FP image has reserved: the shadow stack pointer. */
#define UC_SHADOW_STACK 840
/* Where glibc keeps it, with what the shadow stack is known by and its size (musl's
 * type ends before): sysdeps/unix/sysv/linux/x86/sys/ucontext.h, __ssp. */
#define UC_GLIBC_SSP 936
#define UC_GLIBC_SSP_BASE 944
/* Reserved in the kernel's frames alone (struct sigcontext_64, reserved1): a stub of
 * a handler notes there where the frame's shadow stack is. */
#define UC_FRAME_SHADOW_STACK 232
#define UC_FRAME_SHADOW_STACK_CHECK 240
/* Where in the trampoline contexts return to: behind its landing pad and a call. */
#define TRAMPOLINE_RETURN 8
/* Linux arch/x86/entry/syscalls/syscall_64.tbl */
#define SYS_RT_SIGPROCMASK 14
#define SYS_RT_SIGRETURN 15
#define SYS_VFORK 58
/* musl's sigjmp_buf (include/setjmp.h): where sigsetjmp keeps the mask. */
#define MUSL_SIGJMP_MASK 72
/* fastctx_t (src/switch). CTX_FP and CTX_BASE are the inline switch's. */
#define CTX_SP 0
#define CTX_PC 8
#define CTX_FP 16
#define CTX_BASE 24
/* What fastctx_init leaves at the stack pointer of a fresh context. */
#define ENTRY_FUNCTION 0
#define ENTRY_ARGUMENT 8
#define ENTRY_LINK 16
#define ENTRY_SHADOW_STACK 24
/* include/uapi/asm-generic/signal-defs.h; bytes of a signal mask. */
#define KERNEL_SIG_SETMASK 2
#define KERNEL_SIGSET_SIZE 8
