/*
 * frame.h: what the RISC-V functions share: entry and end, saving a context,
 * resuming one, and the unwind information that goes with each step.
 *
 * Every file of this folder is the body of one naked Rust function (see
 * src/ucontext/mod.rs): the compiler writes the symbol, its type and size, and
 * replaces {name} by the Rust function or static that `name` is bound to.
 *
 * Registers, from entry to the last instruction of a switch:
 *   a0   the context being saved (swapcontext, getcontext)
 *   a1   the context being resumed, live until its own a1 is loaded last
 *   t0   our own return address: what the return predictor holds
 *   t2   the context's program counter, loaded early
 *   t3   its stack pointer, loaded early
 *   t4   its uc_flags, loaded early
 *   t5   its signal mask, loaded early
 *   a3   its frm, loaded early
 *   a4   the frm in force
 *   a5   UC_MARK_SAVED, then scratch
 *   a6   the descriptor of the thread's signal mask, then that mask
 *   a7   the thread pointer as it was when that was looked for
 *   a2   scratch; a0 in the slow path: what `leave` answered
 *
 * Jumps. `jalr` with x0 as its result pops the return predictor if the address is
 * in x1 (ra) or x5 (t0), and leaves it alone if it is in another register
 * (Unprivileged ISA, 2.5.1, table "Return-address stack prediction hints"). So a
 * context is entered by `jr t0` where that goes back to whoever called us, and by
 * `jr t2` otherwise. Processors that enforce landing pads (Zicfilp) want none
 * behind either: neither behind returns nor behind a jump by x7, t2, which is a
 * "software guarded branch". So nothing here begins with a landing pad, and
 * the library does not say that it does.
 *
 * gp and tp belong to the process and the thread (psABI, "Integer Register
 * Convention") and go with no context.
 */
#include "layout.h"
#include "../include/dwarf.h"
#include "../include/marks.h"

#if __riscv_xlen == 64
#define SZREG 8
#define REG_S sd
#define REG_L ld
#elif defined(FREESTANDING)
#define SZREG 4
#define REG_S sw
#define REG_L lw
#else
#error "libfastctx knows Linux on riscv64 only"
#endif

/* An FP register as wide as the machine has it. */
#if FP_REGISTER_SIZE == 4
#define FREG_S fsw
#define FREG_L flw
#else
#define FREG_S fsd
#define FREG_L fld
#endif

/*
 * A hidden second name for calls from our own code: never through the PLT. The
 * linker is to leave the code as it is (norelax): stubs and the trampoline have
 * sizes to keep.
 *
 * A frame has two return addresses to tell: where it goes on, and what is in ra
 * there. They differ only for a resumed context that is about to enter a
 * function, as a made one is: an unwinder that knows ra alone would find that
 * function over and over. The psABI's "alternate frame return column" is for
 * this (64, table "DWARF register numbers"); libgcc and gdb take it for the
 * program counter.
 */
#define BEGIN(name) \
	.option push; \
	.option norelax; \
	.globl fastctx_asm_##name; \
	.hidden fastctx_asm_##name; \
	.type fastctx_asm_##name, %function; \
fastctx_asm_##name: \
	.cfi_startproc; \
	.cfi_return_column DW_PC; \
	.cfi_register DW_PC, ra
#define FUNCTION(name) BEGIN(name)
/* The bodies share one section: padding at the end aligns whatever follows to
 * a cache line, which the compiler does not let a naked function ask for. */
#define END_FUNCTION \
	.cfi_endproc; \
	.p2align 6; \
	.option pop

/* DWARF register numbers (psABI, "DWARF register numbers"). */
#define DW_RA 1
#define DW_SP 2
#define DW_T2 7
#define DW_S0 8
#define DW_S1 9
#define DW_A1 11
#define DW_S(n) (16 + (n))
#define DW_FS0 40
#define DW_FS1 41
#define DW_FS(n) (48 + (n))
#define DW_PC 64

#define CFI_RETURN_AT(offset) \
	.cfi_offset ra, offset; \
	.cfi_offset DW_PC, offset
#define CFI_RETURN_LIVE \
	.cfi_restore ra; \
	.cfi_register DW_PC, ra
/* Nothing called this code: unwinding ends here. */
#define CFI_NO_CALLER \
	.cfi_undefined ra; \
	.cfi_undefined DW_PC

/* A frame of `size` bytes; the frame pointer's record is at its top, by the psABI's
 * "Frame Pointer Convention". All below the record is free. */
#define PUSH_FRAME(size) \
	addi sp, sp, -(size); \
	.cfi_def_cfa_offset size; \
	REG_S ra, size-SZREG(sp); \
	CFI_RETURN_AT(-SZREG); \
	REG_S s0, size-2*SZREG(sp); \
	.cfi_offset s0, -2*SZREG; \
	addi s0, sp, size

#define POP_FRAME(size) \
	REG_L ra, size-SZREG(sp); \
	REG_L s0, size-2*SZREG(sp); \
	addi sp, sp, size; \
	.cfi_def_cfa_offset 0; \
	CFI_RETURN_LIVE; \
	.cfi_restore s0

/*
 * Where the resumed context goes on. Unwinders look up the byte before a return
 * address, and a made context starts at a function's first byte: what they are
 * given is one more, so that they find the function and the rule that holds at
 * that very instruction.
 */
#define CFI_RESUMES_AT_T2 \
	.cfi_escape DW_CFA_val_expression, DW_PC, 2, DW_OP_breg(DW_T2), 1
#define CFI_RESUMES_AT_SAVED(base) \
	CFI_SAVED_AT(DW_RA, base, UC_RA); \
	.cfi_escape DW_CFA_val_expression, DW_PC, 6, \
		DW_OP_breg(base), SLEB128(UC_PC), DW_OP_deref, DW_OP_plus_uconst, 1

/* All that a call preserves, but the return address. */
#define CFI_CALLEE_SAVED_AT(base) \
	CFI_SAVED_AT(DW_S0, base, UC_S0); \
	CFI_SAVED_AT(DW_S1, base, UC_S1); \
	CFI_SAVED_AT(DW_S(2), base, UC_S2); \
	CFI_SAVED_AT(DW_S(3), base, UC_S3); \
	CFI_SAVED_AT(DW_S(4), base, UC_S4); \
	CFI_SAVED_AT(DW_S(5), base, UC_S5); \
	CFI_SAVED_AT(DW_S(6), base, UC_S6); \
	CFI_SAVED_AT(DW_S(7), base, UC_S7); \
	CFI_SAVED_AT(DW_S(8), base, UC_S8); \
	CFI_SAVED_AT(DW_S(9), base, UC_S9); \
	CFI_SAVED_AT(DW_S(10), base, UC_S10); \
	CFI_SAVED_AT(DW_S(11), base, UC_S11)

#if HAS_FP_REGISTERS
#define CFI_FP_SAVED_AT(base) \
	CFI_SAVED_AT(DW_FS0, base, UC_FS0); \
	CFI_SAVED_AT(DW_FS1, base, UC_FS0 + FP_REGISTER_SIZE); \
	CFI_SAVED_AT(DW_FS(2), base, UC_FS2); \
	CFI_SAVED_AT(DW_FS(3), base, UC_FS2 + FP_REGISTER_SIZE); \
	CFI_SAVED_AT(DW_FS(4), base, UC_FS2 + 2 * FP_REGISTER_SIZE); \
	CFI_SAVED_AT(DW_FS(5), base, UC_FS2 + 3 * FP_REGISTER_SIZE); \
	CFI_SAVED_AT(DW_FS(6), base, UC_FS2 + 4 * FP_REGISTER_SIZE); \
	CFI_SAVED_AT(DW_FS(7), base, UC_FS2 + 5 * FP_REGISTER_SIZE); \
	CFI_SAVED_AT(DW_FS(8), base, UC_FS2 + 6 * FP_REGISTER_SIZE); \
	CFI_SAVED_AT(DW_FS(9), base, UC_FS2 + 7 * FP_REGISTER_SIZE); \
	CFI_SAVED_AT(DW_FS(10), base, UC_FS2 + 8 * FP_REGISTER_SIZE); \
	CFI_SAVED_AT(DW_FS(11), base, UC_FS2 + 9 * FP_REGISTER_SIZE)

/* FREG_S or FREG_L of all that a call preserves, in the context at `base`. */
#define FP_REGISTERS(instruction, base) \
	instruction fs0, UC_FS0(base); \
	instruction fs1, UC_FS0+FP_REGISTER_SIZE(base); \
	instruction fs2, UC_FS2(base); \
	instruction fs3, UC_FS2+FP_REGISTER_SIZE(base); \
	instruction fs4, UC_FS2+2*FP_REGISTER_SIZE(base); \
	instruction fs5, UC_FS2+3*FP_REGISTER_SIZE(base); \
	instruction fs6, UC_FS2+4*FP_REGISTER_SIZE(base); \
	instruction fs7, UC_FS2+5*FP_REGISTER_SIZE(base); \
	instruction fs8, UC_FS2+6*FP_REGISTER_SIZE(base); \
	instruction fs9, UC_FS2+7*FP_REGISTER_SIZE(base); \
	instruction fs10, UC_FS2+8*FP_REGISTER_SIZE(base); \
	instruction fs11, UC_FS2+9*FP_REGISTER_SIZE(base)
#else
#define CFI_FP_SAVED_AT(base)
#define FP_REGISTERS(instruction, base)
#endif

/*
 * FP control is frm, the rounding mode; the exception flags beside it in fcsr
 * belong to the thread (psABI, "Floating-point Register Convention") unless
 * FASTCTX_FPENV=full stores them (src/ucontext/slow.rs): here they are saved as
 * zero. Setting frm is dear: only when it differs.
 */
#if HAS_FP_CONTROL
#define SAVE_FP_CONTROL \
	slli a5, a4, FCSR_FRM; \
	sw a5, UC_FCSR(a0)
#define READ_FRM frrm a4
#define LOAD_FRM \
	lw a3, UC_FCSR(a1); \
	srli a3, a3, FCSR_FRM; \
	andi a3, a3, FRM_BITS
#define SET_FRM fsrm a3
#define IF_FRM_DIFFERS(label) bne a3, a4, label
#else
#define SAVE_FP_CONTROL
#define READ_FRM
#define LOAD_FRM
#define SET_FRM
#define IF_FRM_DIFFERS(label)
#endif

/* The argument registers as they came, for whoever reads them; a0 is the result. */
#define SAVE_ARGUMENTS \
	REG_S a1, UC_A1(a0); \
	REG_S a2, UC_A2(a0); \
	REG_S a3, UC_A3(a0); \
	REG_S a4, UC_A4(a0); \
	REG_S a5, UC_A5(a0); \
	REG_S a6, UC_A6(a0); \
	REG_S a7, UC_A7(a0)

/*
 * Save what belongs to the caller into the context at a0, to be resumed as if
 * this function returned 0 to it: the slot of a0 is that result. swapcontext
 * leaves it at that: the other registers are nobody's after a call. The slot of
 * the thread pointer, which the kernel fills in in its frames and which is zero
 * nowhere, is zero in ours, so that they are told apart when somebody cleared
 * their uc_flags (is_signal_frame in src/arch/riscv.rs). Clobbers a4 (left frm)
 * and a5 (left UC_MARK_SAVED). The mark says that the context carries no mask;
 * whoever stores one adds UC_MARK_HAS_MASK.
 */
#define SAVE_REGISTERS \
	READ_FRM; \
	REG_S ra, UC_PC(a0); \
	REG_S ra, UC_RA(a0); \
	REG_S sp, UC_SP(a0); \
	REG_S zero, UC_TP(a0); \
	REG_S s0, UC_S0(a0); \
	REG_S s1, UC_S1(a0); \
	REG_S zero, UC_A0(a0); \
	REG_S s2, UC_S2(a0); \
	REG_S s3, UC_S3(a0); \
	REG_S s4, UC_S4(a0); \
	REG_S s5, UC_S5(a0); \
	REG_S s6, UC_S6(a0); \
	REG_S s7, UC_S7(a0); \
	REG_S s8, UC_S8(a0); \
	REG_S s9, UC_S9(a0); \
	REG_S s10, UC_S10(a0); \
	REG_S s11, UC_S11(a0); \
	FP_REGISTERS(FREG_S, a0); \
	SAVE_FP_CONTROL; \
	li a5, UC_MARK_SAVED; \
	REG_S a5, UC_FLAGS(a0)

#ifndef FREESTANDING
#define LOAD_FAST_MARK(reg) lw reg, {fast_mark}
#else
#define LOAD_FAST_MARK(reg) li reg, UC_MARK_SAVED
#endif

/* Early loads: a load just behind our own stores may wait for them. */
#define LOAD_TARGET \
	REG_L t2, UC_PC(a1); \
	REG_L t3, UC_SP(a1); \
	LOAD_FRM; \
	mv t0, ra

/*
 * The thread's signal mask, if it is known: a6 = the descriptor of it in
 * {descriptors} (see src/rseq). Otherwise goes to `unknown`. The word is the
 * whole answer where the C library registered rseq; where we did, it is the
 * descriptor behind another table's length, and the kernel's word has to say
 * the same: MASK_IN_OWN_SLOT, out of line. Clobbers a2, a5 and a7.
 *
 * A signal handler may move its context to another thread between any two
 * instructions, so the thread pointer is compared again behind the loads that go
 * by it. What that cannot see is a context that was moved away just before such
 * a load and back just behind it: two signals, on two threads, with one
 * instruction between them (two in MASK_IN_OWN_SLOT). To see that as well takes
 * a store-conditional (src/arch/riscv.rs), which costs more than all of this.
 */
#define LOAD_KNOWN_MASK(own, unknown) \
	REG_L a5, {word_offset}; \
	mv a7, tp; \
	add a5, a7, a5; \
	REG_L a6, 0(a5); \
	bne a7, tp, unknown; \
	lla a5, {descriptors}; \
	sub a5, a6, a5; \
	li a2, DESCRIPTORS_SIZE; \
	bgeu a5, a2, own
#define MASK_IN_OWN_SLOT(known, unknown) \
	sub a5, a5, a2; \
	bgeu a5, a2, unknown; \
	sub a6, a6, a2; \
	REG_L a5, {slot_offset}; \
	add a5, a7, a5; \
	REG_L a5, 0(a5); \
	REG_L a5, RSEQ_CS(a5); \
	bne a5, a6, unknown; \
	beq a7, tp, known; \
	j unknown

#define LOAD_CALLEE_SAVED_REGISTERS \
	FP_REGISTERS(FREG_L, a1); \
	REG_L ra, UC_RA(a1); \
	REG_L s0, UC_S0(a1); \
	REG_L s1, UC_S1(a1); \
	REG_L s2, UC_S2(a1); \
	REG_L s3, UC_S3(a1); \
	REG_L s4, UC_S4(a1); \
	REG_L s5, UC_S5(a1); \
	REG_L s6, UC_S6(a1); \
	REG_L s7, UC_S7(a1); \
	REG_L s8, UC_S8(a1); \
	REG_L s9, UC_S9(a1); \
	REG_L s10, UC_S10(a1); \
	REG_L s11, UC_S11(a1); \
	REG_L a4, UC_A4(a1); \
	REG_L a5, UC_A5(a1); \
	REG_L a6, UC_A6(a1)

/* The stack switch: from there on the caller is the resumed context's own, found
 * through a1. */
#define SET_STACK_POINTER \
	mv sp, t3; \
	.cfi_remember_state; \
	CFI_RESUMES_AT_SAVED(DW_A1); \
	CFI_CALLEE_SAVED_AT(DW_A1); \
	CFI_FP_SAVED_AT(DW_A1)

/* Behind the last load: the same, in the registers again. */
#define CFI_RESUMED \
	.cfi_restore_state; \
	.cfi_remember_state; \
	CFI_RESUMES_AT_T2

/* See "Jumps" above. */
#define ENTER_TARGET \
	bne t2, t0, 23f; \
	jr t0; \
23:	jr t2; \
	.cfi_restore_state

/* Go over to the context at a1. */
#define SWITCH_STACK \
	SET_STACK_POINTER; \
	LOAD_CALLEE_SAVED_REGISTERS; \
	REG_L a7, UC_A7(a1); \
	REG_L a3, UC_A3(a1); \
	REG_L a2, UC_A2(a1); \
	REG_L a0, UC_A0(a1); \
	REG_L a1, UC_A1(a1); \
	CFI_RESUMED; \
	ENTER_TARGET

/*
 * The same from the slow path: with RESUME_SAVED_AND_MASK in a0 the context's
 * signal mask is set as the last step, for it blocks less than what is in force
 * by then (sigmask::leave). A signal that it lets through arrives when the
 * context is whole: its handler runs on the new stack and may even save into the
 * very structure that is being resumed, for nothing is read from there any more.
 * What the system call takes or loses, a0-a3 and a7, waits in t3-t6 and t1.
 */
#define SWITCH_STACK_SLOWLY \
	SET_STACK_POINTER; \
	LOAD_CALLEE_SAVED_REGISTERS; \
	REG_L t1, UC_A7(a1); \
	REG_L t6, UC_A3(a1); \
	REG_L t5, UC_A2(a1); \
	REG_L t3, UC_A0(a1); \
	REG_L t4, UC_A1(a1); \
	CFI_RESUMED; \
	SET_MASK_IF_ANSWERED; \
	mv a0, t3; \
	mv a1, t4; \
	mv a2, t5; \
	mv a3, t6; \
	mv a7, t1; \
	ENTER_TARGET

#ifndef FREESTANDING
#define SET_MASK_IF_ANSWERED \
	li a2, RESUME_SAVED_AND_MASK; \
	bne a0, a2, 59f; \
	li a0, KERNEL_SIG_SETMASK; \
	addi a1, a1, UC_SIGMASK; \
	li a2, 0; \
	li a3, KERNEL_SIGSET_SIZE; \
	li a7, SYS_RT_SIGPROCMASK; \
	ecall; \
59:
#else
#define SET_MASK_IF_ANSWERED
#endif

/*
 * Resume a context that the kernel delivered to a signal handler (at a1):
 * rt_sigreturn restores every register from a frame at the stack pointer. Here
 * the caller is the interrupted code at its pc.
 *
 * Every register, the thread pointer too: that is to be the one of the thread
 * which resumes the context. And the kernel refuses a frame with vector registers to a
 * thread that has not used them yet (Linux arch/riscv/kernel/signal.c,
 * restore_sigcontext): reading vlenb is using them.
 *
 * qemu-user's frames end behind fcsr, without the room for extensions that the kernel's
 * have. Of one at the end of a stack the word that tells of vectors may not be there: if
 * it is in a page of its own, a call that does nothing but read it is asked first.
 */
#define SIGRETURN \
	REG_S tp, UC_TP(a1); \
	addi t3, a1, UC_EXTENSION; \
	addi t4, a1, UC_FCSR; \
	xor t4, t3, t4; \
	srli t4, t4, 12; /* the smallest page's size */ \
	beqz t4, 23f; \
	mv t4, a1; \
	li a0, -1; /* not a way to change a mask: EINVAL, or EFAULT */ \
	mv a1, t3; \
	li a2, 0; \
	li a3, KERNEL_SIGSET_SIZE; \
	li a7, SYS_RT_SIGPROCMASK; \
	ecall; \
	mv a1, t4; \
	li t1, -KERNEL_EFAULT; \
	beq a0, t1, 24f; \
23:	lw t1, 0(t3); \
	li t2, EXTENSION_VECTOR; \
	bne t1, t2, 24f; \
	csrr t1, 0xc22; /* vlenb, by its number: not every assembler is told of vectors */ \
24:	li a7, SYS_RT_SIGRETURN; \
	addi sp, a1, -SIGFRAME_UCONTEXT; \
	.cfi_remember_state; \
	.cfi_escape DW_CFA_def_cfa_expression, 4, DW_OP_breg(DW_A1), SLEB128(UC_SP), DW_OP_deref; \
	CFI_RESUMES_AT_SAVED(DW_A1); \
	CFI_CALLEE_SAVED_AT(DW_A1); \
	CFI_FP_SAVED_AT(DW_A1); \
	ecall; \
	ebreak; \
	.cfi_restore_state
#ifndef FREESTANDING
#define SIGRETURN_IF_ANSWERED \
	li a2, RESUME_SAVED_AND_MASK; \
	ble a0, a2, 55f; \
	SIGRETURN; \
55:
#else
#define SIGRETURN_IF_ANSWERED
#endif

/*
 * The end of the slow path, behind `leave`, whose answer is in a0; its frame
 * of four words holds the context to be resumed.
 */
#define RESUME_AS_ANSWERED \
	REG_L a1, 0(sp); \
	POP_FRAME(4*SZREG); \
	SIGRETURN_IF_ANSWERED; \
	bltz a0, 56f; \
	LOAD_TARGET; \
	SET_FRM; \
	SWITCH_STACK_SLOWLY; \
56:	ret
