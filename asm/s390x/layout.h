/*
 * layout.h: where the s390x ucontext_t keeps what we touch, in bytes.
 * The one place these numbers are written: assembly includes this file,
 * build.rs turns it into Rust constants, and src/arch/s390x.rs asserts each
 * against libc::ucontext_t. glibc, musl and the kernel agree on all of them.
 * Source: glibc sysdeps/unix/sysv/linux/s390/sys/ucontext.h, musl
 * arch/s390x/bits/signal.h, Linux arch/s390/include/uapi/asm/{ucontext,sigcontext}.h.
 */
#define UC_FLAGS 0
/* Its low half, where a mark is: the machine is big-endian. */
#define UC_MARK 4
#define UC_LINK 8
#define UC_STACK_SP 16
#define UC_STACK_FLAGS 24
#define UC_STACK_SIZE 32
#define UC_PSW_MASK 40
#define UC_PSW_ADDR 48
#define UC_R2 72
#define UC_R3 80
#define UC_R4 88
#define UC_R5 96
#define UC_R6 104
#define UC_R7 112
#define UC_R8 120
#define UC_R9 128
#define UC_R10 136
#define UC_R11 144
#define UC_R12 152
#define UC_R13 160
#define UC_R14 168
#define UC_R15 176
#define UC_A0 184
#define UC_A2 192
#define UC_FPC 248
#define UC_F8 320
#define UC_F9 328
#define UC_F10 336
#define UC_F11 344
#define UC_F12 352
#define UC_F13 360
#define UC_F14 368
#define UC_F15 376
#define UC_SIGMASK 384
/* The slots of f0-f7, which nobody saves: the state of a split stack is there. */
#define UC_SPLIT_STACK 256
/*
 * FPC: the exception masks and both rounding modes, which are control; the rest
 * are exception flags and the data exception code (z/Architecture Principles of
 * Operation, "The Floating-Point-Control Register").
 */
#define FPC_CONTROL 0xfc000077
/*
 * struct rt_sigframe (Linux arch/s390/kernel/signal.c): a register save area,
 * an instruction, siginfo_t, then the ucontext_t, behind which are those parts of
 * the vector registers that are not in it, if uc_flags say so.
 */
#define SIGFRAME_UCONTEXT 296
#define SIGFRAME_SIZE 1320
#define UC_VXRS 2
/* struct sigframe, for handlers without SA_SIGINFO: where it has a0. */
#define OLD_SIGFRAME_A0 320
/* The two functions that access a thread's words (src/arch/s390x.rs): bytes of each,
 * and those up to the end of the access. */
#define THREAD_WORD_CODE_SIZE 32
#define THREAD_WORD_CODE_END 20
/* Linux arch/s390/kernel/syscalls/syscall.tbl */
#define SYS_RT_SIGRETURN 173
#define SYS_RT_SIGPROCMASK 175
#define SYS_VFORK 190
/* Where in the trampoline contexts return to: behind an instruction that nobody runs. */
#define TRAMPOLINE_RETURN 2
/* musl's sigjmp_buf (include/setjmp.h): where sigsetjmp keeps the mask. */
#define MUSL_SIGJMP_MASK 152
/* fastctx_t (src/switch). CTX_FP and CTX_BASE are the inline switch's. */
#define CTX_SP 0
#define CTX_PC 8
#define CTX_FP 16
#define CTX_BASE 24
/* What fastctx_init leaves at the stack pointer of a fresh context. */
#define ENTRY_FUNCTION 0
#define ENTRY_ARGUMENT 8
#define ENTRY_LINK 16
/* The kernel's own numbers (include/uapi/asm-generic/signal-defs.h). */
#define KERNEL_SIG_SETMASK 2
#define KERNEL_SIGSET_SIZE 8
