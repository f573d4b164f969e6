/*
 * layout.h: where the aarch64 ucontext_t keeps what we touch, in bytes.
 * The one place these numbers are written: assembly includes this file,
 * build.rs turns it into Rust constants, and src/arch/aarch64.rs asserts each
 * against libc::ucontext_t. glibc, musl and the kernel agree on all of them.
 * Source: glibc sysdeps/unix/sysv/linux/aarch64/sys/ucontext.h, musl
 * arch/aarch64/bits/signal.h, Linux arch/arm64/include/uapi/asm/sigcontext.h.
 */
#define UC_FLAGS 0
#define UC_LINK 8
#define UC_STACK_SP 16
#define UC_STACK_FLAGS 24
#define UC_STACK_SIZE 32
#define UC_SIGMASK 40
/* Pairs of registers go by the name of the first. */
#define UC_X0 184
#define UC_X2 200
#define UC_X4 216
#define UC_X6 232
#define UC_X18 328
#define UC_X19 336
#define UC_X20 344
#define UC_X21 352
#define UC_X22 360
#define UC_X23 368
#define UC_X24 376
#define UC_X25 384
#define UC_X26 392
#define UC_X27 400
#define UC_X28 408
#define UC_X29 416
#define UC_X30 424
#define UC_SP 432
#define UC_PC 440
#define UC_PSTATE 448
/*
 * The first record of mcontext_t's __reserved, struct fpsimd_context: header
 * {magic, size}, FPSR, FPCR, v0-v31; then the empty header that ends the list.
 */
#define UC_FPSIMD 464
#define UC_FPSR 472
#define UC_FPCR 476
#define UC_V8 608
#define UC_V9 624
#define UC_V10 640
#define UC_V11 656
#define UC_V12 672
#define UC_V13 688
#define UC_V14 704
#define UC_V15 720
#define UC_FPSIMD_END 992
/* Behind that header nobody reads. Our mark once more, for a frame of the
 * kernel's can only be told from a context whose uc_flags were cleared by it. */
#define UC_SECOND_MARK 1000
/*
 * Where a thread has a guarded control stack, a second record in the place of that
 * header, struct gcs_context: header, pointer, modes, a reserved word; then the empty
 * header. The mark is in the reserved word then. glibc's contexts have the same.
 */
#define UC_GCS 992
#define UC_GCS_POINTER 1000
#define UC_GCS_MODES 1008
#define UC_GCS_MARK 1016
#define UC_GCS_END 1024
#define GCS_MAGIC 0x47435300
#define GCS_SIZE 0x20
/* include/uapi/linux/prctl.h: what is in UC_GCS_MODES. */
#define PR_SHADOW_STACK_ENABLE 1
#define FPSIMD_MAGIC 0x46508001
#define FPSIMD_SIZE 0x210
/* struct rt_sigframe: the ucontext_t stands behind a siginfo_t. */
#define SIGFRAME_UCONTEXT 128
/* include/uapi/asm-generic/unistd.h */
#define SYS_RT_SIGPROCMASK 135
#define SYS_RT_SIGRETURN 139
/* Where in the trampoline contexts return to: behind a call. */
#define TRAMPOLINE_RETURN 4
/* musl's sigjmp_buf (include/setjmp.h): where sigsetjmp keeps the mask. */
#define MUSL_SIGJMP_MASK 184
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
#define ENTRY_SHADOW_STACK 24
/* include/uapi/asm-generic/signal-defs.h; bytes of a signal mask. */
#define KERNEL_SIG_SETMASK 2
#define KERNEL_SIGSET_SIZE 8
