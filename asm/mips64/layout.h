/*
 * layout.h: where the ucontext_t of mips64's n64 keeps what we touch, in bytes.
 * The one place these numbers are written: assembly includes this file, and
 * build.rs turns it into Rust constants. (The libc crate has no ucontext_t here:
 * c-tests/posix/layout_is_the_platforms.c asserts them against the C libraries'.)
 * glibc, musl and the kernel agree on all of them.
 * Source: glibc sysdeps/unix/sysv/linux/mips/sys/ucontext.h, musl
 * arch/mips64/bits/signal.h, Linux arch/mips/include/uapi/asm/ucontext.h and
 * sigcontext.h.
 */
#define UC_FLAGS 0
#define UC_LINK 8
#define UC_STACK_SP 16
#define UC_STACK_SIZE 24
#define UC_STACK_FLAGS 32
/* Register n at 40 + 8 n; f-n at 296 + 8 n. The slot of $0, which the kernel fills
 * with zero, has our mark once more: what was saved here is no frame of the kernel's,
 * also when somebody clears its uc_flags. */
#define UC_SECOND_MARK 40
#define UC_V0 56
#define UC_A0 72
#define UC_A1 80
#define UC_A2 88
#define UC_A3 96
#define UC_A4 104
#define UC_A5 112
#define UC_A6 120
#define UC_A7 128
#define UC_S0 168
#define UC_S1 176
#define UC_S2 184
#define UC_S3 192
#define UC_S4 200
#define UC_S5 208
#define UC_S6 216
#define UC_S7 224
#define UC_GP 264
#define UC_SP 272
#define UC_FP 280
#define UC_RA 288
#define UC_F24 488
#define UC_F25 496
#define UC_F26 504
#define UC_F27 512
#define UC_F28 520
#define UC_F29 528
#define UC_F30 536
#define UC_F31 544
#define UC_PC 616
#define UC_FCSR 624
/* Whether a frame of the kernel's has FP registers, and of which kind. */
#define UC_USED_MATH 628
#define UC_SIGMASK 640
/* FCSR ("MIPS Architecture For Programmers" volume I-A, "Floating Point Control and
 * Status Register"): the rounding mode, bits 0-1, the enabled exceptions, 7-11, and
 * flush to zero, 24, are control. Causes are cleared when it is written: one that is
 * enabled as well would trap. */
#define FCSR_CONTROL 0x1000f83
#define FCSR_CAUSES 0x3f000
#define FCSR_FLAGS 0x7c
/* struct rt_sigframe (arch/mips/kernel/signal.c): the ucontext_t stands behind six
 * words of 32 bits and a siginfo_t. */
#define SIGFRAME_UCONTEXT 152
/* arch/mips/include/uapi/asm/unistd.h, _MIPS_SIM_ABI64 */
#define SYS_RT_SIGPROCMASK 5014
#define SYS_RT_SIGRETURN 5211
/* Where in the trampoline contexts return to: behind its first instruction. */
#define TRAMPOLINE_RETURN 4
/* musl's sigjmp_buf (include/setjmp.h): where sigsetjmp keeps the mask. */
#define MUSL_SIGJMP_MASK 192
/* The same header, include/uapi/linux/sched.h: CLONE_VM | CLONE_VFORK | SIGCHLD, all
 * there is to vfork where it has no number. */
#define SYS_CLONE 5055
#define VFORK_FLAGS 0x4112
/* fastctx_t (src/switch). CTX_FP and CTX_BASE are the inline switch's. */
#define CTX_SP 0
#define CTX_PC 8
#define CTX_FP 16
#define CTX_BASE 24
/* What fastctx_init leaves at the stack pointer of a fresh context. */
#define ENTRY_FUNCTION 0
#define ENTRY_ARGUMENT 8
#define ENTRY_LINK 16
/* arch/mips/include/uapi/asm/signal.h; bytes of a mask of 128 signals. */
#define KERNEL_SIG_SETMASK 3
#define KERNEL_SIGSET_SIZE 16
