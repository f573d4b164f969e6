/*
 * layout.h: where the powerpc64 ucontext_t keeps what we touch, in bytes.
 * The one place these numbers are written: assembly includes this file,
 * build.rs turns it into Rust constants, and src/arch/powerpc64.rs asserts each
 * against libc::ucontext_t where that has it. glibc, musl and the kernel agree
 * on all of them; only the end differs, behind the vector registers.
 * Source: glibc sysdeps/unix/sysv/linux/powerpc/sys/ucontext.h, musl
 * arch/powerpc64/bits/signal.h, Linux arch/powerpc/include/uapi/asm/sigcontext.h
 * and ptrace.h (PT_R0 and further).
 */
#define UC_FLAGS 0
#define UC_LINK 8
#define UC_STACK_SP 16
#define UC_STACK_FLAGS 24
#define UC_STACK_SIZE 32
#define UC_SIGMASK 40
/* The signal that the kernel delivered the context with. */
#define UC_SIGNAL 200
/* A pointer to the general registers of the same context. */
#define UC_REGS 224
/* r0; the others follow. */
#define UC_R0 232
#define UC_R1 240
#define UC_R2 248
#define UC_R3 256
#define UC_R12 328
#define UC_R13 336
#define UC_R31 480
#define UC_NIP 488
#define UC_MSR 496
#define UC_LNK 520
#define UC_CCR 536
/* The last word of gp_regs, where neither the kernel nor glibc keep anything:
 * UC_VECTORS_MARK, above the offset of the vector registers from here. */
#define UC_VECTORS 608
#define UC_VECTORS_MARK 0x4643
/* f0; the others follow, and FPSCR. */
#define UC_F0 616
#define UC_FPSCR 872
/* A pointer to the vector registers of the same context. */
#define UC_V_REGS 880
/* Where there is room for them; they begin at its first multiple of 16: v0-v31,
 * VSCR, VRSAVE, 16 bytes each. */
#define UC_VMX_RESERVE 888
#define VECTOR_VSCR 512
#define VECTOR_VRSAVE 528
/* Its v1-v6, which nobody saves: the state of a split stack is there. */
#define UC_SPLIT_STACK 912
/* Bits of MSR: problem state, which the kernel's contexts have and ours do not;
 * and one that qemu's emulation of user programs does not know, data relocation
 * (arch/powerpc/include/asm/reg.h). */
#define MSR_PR 0x4000
#define MSR_DR 0x10
/* How far below a frame's ucontext_t the kernel leaves the stack pointer for a
 * handler, __SIGNAL_FRAMESIZE (arch/powerpc/include/asm/ptrace.h), and how far that
 * emulation, which also wants it there when the handler has returned. */
#define SIGFRAME_UCONTEXT 128
#define SIGFRAME_OF_QEMU 144
/* Control bits of FPSCR: RN, NI and the five enables; in the other half DRN. */
#define FPSCR_ENABLES 0xf8
/* Linux arch/powerpc/kernel/syscalls/syscall.tbl */
#define SYS_RT_SIGRETURN 172
#define SYS_RT_SIGPROCMASK 174
#define SYS_VFORK 189
/* Where in the trampoline contexts return to: behind what would have been the
 * call. */
#define TRAMPOLINE_RETURN 4
/* musl's sigjmp_buf (include/setjmp.h): where sigsetjmp keeps the mask. */
#define MUSL_SIGJMP_MASK 520
/* A stack frame's header (ELFv2 ABI 2.2.3.2): back chain, CR, LR, TOC; behind it
 * room for the eight parameters that came in registers. */
#define FRAME_CR 8
#define FRAME_LR 16
#define FRAME_TOC 24
#define FRAME_PARAMETERS 32
#define FRAME_ARGUMENTS 96
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
