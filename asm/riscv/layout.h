/*
 * layout.h: where the RISC-V ucontext_t keeps what we touch, in bytes.
 * The one place these numbers are written: assembly includes this file,
 * build.rs turns it into Rust constants, and src/arch/riscv.rs asserts each
 * against libc::ucontext_t. glibc, musl and the kernel agree on all of them.
 * Source: glibc sysdeps/unix/sysv/linux/riscv/sys/ucontext.h, musl
 * arch/riscv64/bits/signal.h, Linux arch/riscv/include/uapi/asm/ucontext.h,
 * sigcontext.h and ptrace.h. Without an operating system the structure is
 * our own.
 */
#if defined(__riscv_32e) || defined(__riscv_64e) || defined(__riscv_e)
#error "libfastctx knows no RISC-V with 16 registers (RVE)"
#endif
#if defined(__riscv_float_abi_quad)
#error "libfastctx knows no RISC-V whose calls preserve 128 bits of an FP register"
#endif

#ifdef FREESTANDING

/* <fastctx_ucontext.h>: pc and x1 to x31, fcsr, fs0 to fs11. Nothing is as wide as
 * the signal mask and the vector registers that Linux has room for. */
#if __riscv_xlen == 64
#define UC_FLAGS 0
#define UC_LINK 8
#define UC_STACK_SP 16
#define UC_STACK_FLAGS 24
#define UC_STACK_SIZE 32
#define UC_PC 40
#define UC_RA 48
#define UC_SP 56
#define UC_GP 64
#define UC_TP 72
#define UC_S0 104
#define UC_S1 112
#define UC_A0 120
#define UC_A1 128
#define UC_A2 136
#define UC_A3 144
#define UC_A4 152
#define UC_A5 160
#define UC_A6 168
#define UC_A7 176
#define UC_S2 184
#define UC_S3 192
#define UC_S4 200
#define UC_S5 208
#define UC_S6 216
#define UC_S7 224
#define UC_S8 232
#define UC_S9 240
#define UC_S10 248
#define UC_S11 256
#define UC_FCSR 296
#define UC_FS0 304
#else
#define UC_FLAGS 0
#define UC_LINK 4
#define UC_STACK_SP 8
#define UC_STACK_FLAGS 12
#define UC_STACK_SIZE 16
#define UC_PC 20
#define UC_RA 24
#define UC_SP 28
#define UC_GP 32
#define UC_TP 36
#define UC_S0 52
#define UC_S1 56
#define UC_A0 60
#define UC_A1 64
#define UC_A2 68
#define UC_A3 72
#define UC_A4 76
#define UC_A5 80
#define UC_A6 84
#define UC_A7 88
#define UC_S2 92
#define UC_S3 96
#define UC_S4 100
#define UC_S5 104
#define UC_S6 108
#define UC_S7 112
#define UC_S8 116
#define UC_S9 120
#define UC_S10 124
#define UC_S11 128
#define UC_FCSR 148
#define UC_FS0 152
#endif
#if __riscv_flen == 32
#define FP_REGISTER_SIZE 4
#if __riscv_xlen == 64
#define UC_FS2 312
#else
#define UC_FS2 160
#endif
#else
#define FP_REGISTER_SIZE 8
#if __riscv_xlen == 64
#define UC_FS2 320
#else
#define UC_FS2 168
#endif
#endif

#else

#if __riscv_xlen != 64
#error "libfastctx knows no Linux for 32-bit RISC-V"
#endif
#define UC_FLAGS 0
#define UC_LINK 8
#define UC_STACK_SP 16
#define UC_STACK_FLAGS 24
#define UC_STACK_SIZE 32
#define UC_SIGMASK 40
/* uc_mcontext: the program counter in the place of x0, then x1 to x31. */
#define UC_PC 176
#define UC_RA 184
#define UC_SP 192
#define UC_GP 200
#define UC_TP 208
#define UC_S0 240
#define UC_S1 248
#define UC_A0 256
#define UC_A1 264
#define UC_A2 272
#define UC_A3 280
#define UC_A4 288
#define UC_A5 296
#define UC_A6 304
#define UC_A7 312
#define UC_S2 320
#define UC_S3 328
#define UC_S4 336
#define UC_S5 344
#define UC_S6 352
#define UC_S7 360
#define UC_S8 368
#define UC_S9 376
#define UC_S10 384
#define UC_S11 392
/* Its union of FP states, as long as that of 128-bit registers. */
#define UC_FPREGS 432
/* FP registers of 64 bits, as the kernel keeps them, or of 32: f0 to f31 and
 * fcsr behind them. A machine without FP registers leaves them alone. */
#if __riscv_flen == 32
#define FP_REGISTER_SIZE 4
#define UC_FS0 464
#define UC_FS2 504
#define UC_FCSR 560
#else
#define FP_REGISTER_SIZE 8
#define UC_FS0 496
#define UC_FS2 576
#define UC_FCSR 688
#endif

#endif /* FREESTANDING */

/* Whether there is an fcsr: RISC-V Unprivileged ISA, "F" and "Zfinx". */
#if defined(__riscv_flen) || defined(__riscv_zfinx)
#define HAS_FP_CONTROL 1
#else
#define HAS_FP_CONTROL 0
#endif
/* Whether calls preserve FP registers (psABI, "Floating-point Register
 * Convention": as wide as those of the ABI, so that without them none). */
#if defined(__riscv_flen) && !defined(__riscv_float_abi_soft)
#define HAS_FP_REGISTERS 1
#else
#define HAS_FP_REGISTERS 0
#endif
/* fcsr: the exception flags, and above them the rounding mode, frm. */
#define FCSR_FLAGS 31
#define FCSR_FRM 5
#define FRM_BITS 7

/* Where in the trampoline contexts return to: behind its first instruction. */
#define TRAMPOLINE_RETURN 4
/* fastctx_t (src/switch). CTX_FP and CTX_BASE are the inline switch's. */
/* What fastctx_init leaves at the stack pointer of a fresh context. */
#if __riscv_xlen == 64
#define CTX_SP 0
#define CTX_PC 8
#define CTX_FP 16
#define CTX_BASE 24
#define ENTRY_FUNCTION 0
#define ENTRY_ARGUMENT 8
#define ENTRY_LINK 16
#else
#define CTX_SP 0
#define CTX_PC 4
#define CTX_FP 8
#define CTX_BASE 12
#define ENTRY_FUNCTION 0
#define ENTRY_ARGUMENT 4
#define ENTRY_LINK 8
#endif

/* struct rt_sigframe: the ucontext_t stands behind a siginfo_t. */
#define SIGFRAME_UCONTEXT 128
/* Behind the FP registers of a signal frame, in the last bytes of that union: the
 * header of what more there is, which begins with this if there are vector registers. */
#define UC_EXTENSION 952
#define EXTENSION_VECTOR 0x53465457
/* include/uapi/asm-generic/unistd.h */
#define SYS_RT_SIGPROCMASK 135
#define SYS_RT_SIGRETURN 139
/* Linux include/uapi/asm-generic/unistd.h, include/uapi/linux/sched.h:
 * CLONE_VM | CLONE_VFORK | SIGCHLD, all there is to vfork where it has no number. */
#define SYS_CLONE 220
#define VFORK_FLAGS 0x4111
/* include/uapi/asm-generic/signal-defs.h; bytes of a signal mask. */
#define KERNEL_SIG_SETMASK 2
#define KERNEL_SIGSET_SIZE 8
/* include/uapi/asm-generic/errno-base.h */
#define KERNEL_EFAULT 14
/* musl's sigjmp_buf (include/setjmp.h): where sigsetjmp keeps the mask. */
#define MUSL_SIGJMP_MASK 216
