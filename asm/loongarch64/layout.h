/*
 * layout.h: where the loongarch64 ucontext_t keeps what we touch, in bytes.
 * The one place these numbers are written: assembly includes this file,
 * build.rs turns it into Rust constants, and src/arch/loongarch64.rs asserts each
 * against libc::ucontext_t. glibc, musl and the kernel agree on all of them.
 * Source: glibc sysdeps/unix/sysv/linux/loongarch/sys/ucontext.h, musl
 * arch/loongarch64/bits/signal.h, Linux arch/loongarch/include/uapi/asm/ucontext.h
 * and sigcontext.h.
 */
#define UC_FLAGS 0
#define UC_LINK 8
#define UC_STACK_SP 16
#define UC_STACK_FLAGS 24
#define UC_STACK_SIZE 32
#define UC_SIGMASK 40
#define UC_PC 176
/* The general registers by their aliases. The slot of tp is the kernel's alone. */
#define UC_RA 192
#define UC_TP 200
#define UC_SP 208
#define UC_A0 216
#define UC_A1 224
#define UC_A2 232
#define UC_A3 240
#define UC_A4 248
#define UC_A5 256
#define UC_A6 264
#define UC_A7 272
#define UC_R21 352
#define UC_FP 360
#define UC_S0 368
#define UC_S1 376
#define UC_S2 384
#define UC_S3 392
#define UC_S4 400
#define UC_S5 408
#define UC_S6 416
#define UC_S7 424
#define UC_S8 432
/* sc_flags of the kernel's struct sigcontext. */
#define UC_SC_FLAGS 440
/*
 * The type has no room for FP registers: it ends where the kernel's records of
 * them begin, and the C libraries' objects are no longer. What a call preserves
 * of them stands in the slots of t0-t8, in which a context that calls
 * getcontext or swapcontext has nothing: they are the callee's. With FCSR0 the
 * nine words are just enough.
 */
#define UC_FS0 280
#define UC_FS1 288
#define UC_FS2 296
#define UC_FS3 304
#define UC_FS4 312
#define UC_FS5 320
#define UC_FS6 328
#define UC_FS7 336
#define UC_FCSR 344
/* The slot of r0, which the kernel fills with zero. Our mark once more: what was
 * saved here has FP state, also when somebody clears its uc_flags. */
#define UC_SECOND_MARK 184
/* FCSR0 (LoongArch Reference Manual volume 1, 3.1.4): the enabled exceptions, bits
 * 0-4, and the rounding mode, bits 8-9, are control; the flags and the causes are
 * not. */
#define FCSR_CONTROL 0x31f
#define FCSR_STATUS 0x1f1f0000
/* struct rt_sigframe (arch/loongarch/kernel/signal.c): the ucontext_t stands behind
 * a siginfo_t; behind it, where the libc's type ends, records {magic, size}. */
#define SIGFRAME_UCONTEXT 128
#define UC_EXTCONTEXT 448
#define FRAME_USED_FP 1
#define FPU_RECORD_MAGIC 0x46505501
#define LSX_RECORD_MAGIC 0x53580001
#define LASX_RECORD_MAGIC 0x41535801
#define LBT_RECORD_MAGIC 0x42540001
/* include/uapi/asm-generic/unistd.h */
#define SYS_RT_SIGPROCMASK 135
#define SYS_RT_SIGRETURN 139
/* Where in the trampoline contexts return to: behind its first instruction. */
#define TRAMPOLINE_RETURN 4
/* musl's sigjmp_buf (include/setjmp.h): where sigsetjmp keeps the mask. */
#define MUSL_SIGJMP_MASK 192
/* Linux include/uapi/asm-generic/unistd.h, include/uapi/linux/sched.h:
 * CLONE_VM | CLONE_VFORK | SIGCHLD, all there is to vfork where it has no number. */
#define SYS_CLONE 220
#define VFORK_FLAGS 0x4111
/* fastctx_t (src/switch). CTX_FP and CTX_BASE are the inline switch's. */
#define CTX_SP 0
#define CTX_PC 8
#define CTX_FP 16
#define CTX_BASE 24
/* What fastctx_init leaves at the stack pointer of a fresh context. */
#define ENTRY_FUNCTION 0
#define ENTRY_ARGUMENT 8
#define ENTRY_LINK 16
/* include/uapi/asm-generic/signal-defs.h; bytes of a signal mask. */
#define KERNEL_SIG_SETMASK 2
#define KERNEL_SIGSET_SIZE 8
