/*
 * layout.h: where the arm ucontext_t keeps what we touch, in bytes.
 * The one place these numbers are written: assembly includes this file,
 * build.rs turns it into Rust constants, and src/arch/arm.rs asserts each
 * against libc::ucontext_t. glibc, musl and the kernel agree on all of them but
 * for what is in uc_regspace: see UC_REGSPACE. Without an operating system the
 * structure is our own.
 * Source: glibc sysdeps/unix/sysv/linux/arm/sys/ucontext.h, musl
 * arch/arm/bits/signal.h, Linux arch/arm/include/asm/ucontext.h and
 * arch/arm/include/uapi/asm/sigcontext.h.
 */
#define UC_FLAGS 0
#define UC_LINK 4
#define UC_STACK_SP 8
#define UC_STACK_FLAGS 12
#define UC_STACK_SIZE 16
#ifndef FREESTANDING
#define UC_R0 32
#define UC_R1 36
#define UC_R2 40
#define UC_R3 44
#define UC_R4 48
#define UC_R5 52
#define UC_R6 56
#define UC_R7 60
#define UC_R8 64
#define UC_R9 68
#define UC_R10 72
#define UC_R11 76
#define UC_SP 84
#define UC_LR 88
#define UC_PC 92
#define UC_CPSR 96
#define UC_SIGMASK 104
/*
 * uc_regspace: in a signal frame the kernel's records, each {magic, size, ...}, the
 * last one zero; in a context that was saved d8-d15 and FPSCR as they are, where
 * glibc keeps them, and only where there is a VFP.
 */
#define UC_REGSPACE 232
#define UC_D8 232
#define UC_D9 240
#define UC_D10 248
#define UC_D11 256
#define UC_D12 264
#define UC_D13 272
#define UC_D14 280
#define UC_D15 288
#define UC_FPSCR 296
#elif defined(__ARM_FP)
/* <fastctx_ucontext.h>; its double words are aligned. */
#define UC_R0 24
#define UC_R1 28
#define UC_R2 32
#define UC_R3 36
#define UC_R4 40
#define UC_R5 44
#define UC_R6 48
#define UC_R7 52
#define UC_R8 56
#define UC_R9 60
#define UC_R10 64
#define UC_R11 68
#define UC_SP 76
#define UC_LR 80
#define UC_PC 84
#define UC_CPSR 88
#define UC_FPSCR 92
#define UC_D8 96
#define UC_D9 104
#define UC_D10 112
#define UC_D11 120
#define UC_D12 128
#define UC_D13 136
#define UC_D14 144
#define UC_D15 152
#else
#define UC_R0 20
#define UC_R1 24
#define UC_R2 28
#define UC_R3 32
#define UC_R4 36
#define UC_R5 40
#define UC_R6 44
#define UC_R7 48
#define UC_R8 52
#define UC_R9 56
#define UC_R10 60
#define UC_R11 64
#define UC_SP 72
#define UC_LR 76
#define UC_PC 80
#define UC_CPSR 84
#endif
/* struct rt_sigframe: the ucontext_t stands behind a siginfo_t. */
#define SIGFRAME_UCONTEXT 128
/* Linux arch/arm/tools/syscall.tbl. The first is an older call, for 32 signals. */
#define SYS_SIGPROCMASK 126
#define SYS_RT_SIGRETURN 173
#define SYS_RT_SIGPROCMASK 175
#define SYS_VFORK 190
/* include/uapi/asm-generic/signal-defs.h */
#define KERNEL_SIG_SETMASK 2
#define KERNEL_SIGSET_SIZE 8
/* Where in the trampoline contexts return to: behind an instruction. */
#define TRAMPOLINE_RETURN 4
/* musl's sigjmp_buf (include/setjmp.h, arch/arm/bits/setjmp.h): where sigsetjmp
 * keeps the mask. */
#define MUSL_SIGJMP_MASK 260
/* fastctx_t (src/switch). The inline switch uses no more of it. */
#define CTX_SP 0
#define CTX_PC 4
#define CTX_FP 8
#define CTX_BASE 12
/* What fastctx_init leaves at the stack pointer of a fresh context. */
#define ENTRY_FUNCTION 0
#define ENTRY_ARGUMENT 4
#define ENTRY_LINK 8
/* What the processor has, in fastctx_asm_features, where that is not known when
 * the library is built: zero before anybody asked; else FEATURES_KNOWN and bits of
 * AT_HWCAP (arch/arm/include/uapi/asm/hwcap.h). */
#define FEATURES_KNOWN 1
#define FEATURE_VFP 0x40
#define FEATURE_TLS 0x8000
/* From ARMv7 on a register has the thread pointer, for sure. */
#if __ARM_ARCH < 7
#define HAS_TLS 0
#else
#define HAS_TLS 1
#endif
/* What pc reads as, from the instruction that reads it. */
#ifdef __thumb__
#define PC_AHEAD 4
#else
#define PC_AHEAD 8
#endif
