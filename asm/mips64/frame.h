/*
 * frame.h: what the mips64 functions share: entry and end, saving a context,
 * resuming one, and the unwind information that goes with each step.
 *
 * Every file of this folder is the body of one naked Rust function (see
 * src/ucontext/mod.rs): the compiler writes the symbol, its type and size, and
 * replaces {name} by the Rust function or static that `name` is bound to.
 *
 * Registers, from entry to the last instruction of a switch:
 *   a0   the context being saved (swapcontext, getcontext)
 *   a1   the context being resumed, live until its own a1 is loaded last
 *   t0   its stack pointer, loaded early
 *   t9   its program counter, loaded early; a function that is entered finds its
 *        own address there. Before that the address of this function
 *   t2   its uc_flags, loaded early
 *   t3   its FCSR, loaded early
 *   t8   the FCSR in force
 *   t1   what the global offset table is addressed by: gp is a callee's to preserve
 *        here, and we need none
 *   v0   UC_MARK_SAVED; in the slow path what `leave` answered
 *   v1   the thread pointer: the kernel emulates no other `rdhwr` fast
 *   at   scratch, and so are a2-a7 once they are saved
 *
 * `jr` through ra is what the processor takes for a return and predicts by the
 * calls before it. So a context is entered by it where it goes on behind the very
 * call that we return from, and by t9 anywhere else.
 *
 * Branches have a delay slot, an instruction that is executed before the branch goes
 * anywhere: it is written behind it with one more space in front.
 */
#include "layout.h"
#include "../include/dwarf.h"
#include "../include/marks.h"

#define zero $0
#define at $1
#define v0 $2
#define v1 $3
#define a0 $4
#define a1 $5
#define a2 $6
#define a3 $7
#define a4 $8
#define a5 $9
#define a6 $10
#define a7 $11
#define t0 $12
#define t1 $13
#define t2 $14
#define t3 $15
#define s0 $16
#define s1 $17
#define s2 $18
#define s3 $19
#define s4 $20
#define s5 $21
#define s6 $22
#define s7 $23
#define t8 $24
#define t9 $25
#define gp $28
#define sp $29
#define fp $30
#define ra $31

/* A hidden second name for calls from our own code: never through a stub. */
#define BEGIN(name) \
	.set push; \
	.set noreorder; \
	.set noat; \
	.globl fastctx_asm_##name; \
	.hidden fastctx_asm_##name; \
	.type fastctx_asm_##name, @function; \
fastctx_asm_##name: \
	.cfi_startproc
#define FUNCTION(name) BEGIN(name)
/* The bodies share one section: padding at the end aligns whatever follows to
 * a cache line, which the compiler does not let a naked function ask for. */
#define END_FUNCTION \
	.cfi_endproc; \
	.set pop; \
	.p2align 6

/* t1 for LOAD_ADDRESS, where t9 is the address of `symbol`. */
#define SETUP_ADDRESSES(symbol) \
	lui t1, %hi(%neg(%gp_rel(symbol))); \
	daddu t1, t1, t9; \
	daddiu t1, t1, %lo(%neg(%gp_rel(symbol)))
#define LOAD_ADDRESS(reg, name) ld reg, %got_disp(name)(t1)
#define CALL(name) \
	LOAD_ADDRESS(t9, name); \
	jalr t9; \
	 nop
/* The compiled function returns to our caller, not to us. */
#define TAIL_CALL(name) \
	LOAD_ADDRESS(t9, name); \
	jr t9; \
	 nop

/* A frame record at the top of `size` bytes. */
#define PUSH_FRAME(size) \
	daddiu sp, sp, -(size); \
	.cfi_def_cfa_offset size; \
	sd ra, (size) - 8(sp); \
	.cfi_offset DW_RA, -8; \
	.cfi_offset DW_PC, -8; \
	sd fp, (size) - 16(sp); \
	.cfi_offset 30, -16

#define POP_FRAME(size) \
	ld fp, (size) - 16(sp); \
	.cfi_restore 30; \
	ld ra, (size) - 8(sp); \
	.cfi_restore DW_RA; \
	CFI_PC_IS_IN_RA; \
	daddiu sp, sp, size; \
	.cfi_def_cfa_offset 0

/* DWARF register numbers (gcc's, gcc/config/mips/mips.h). */
#define DW_A1 5
#define DW_T9 25
#define DW_GP 28
#define DW_RA 31
#define DW_R(n) (n)
#define DW_F(n) (32 + (n))
/* The column that stands for a program counter which is no return address. */
#define DW_PC 66

/*
 * A made context is about to enter its function, and what that returns to is in
 * ra: two addresses to tell. So the functions that resume contexts have another
 * column than ra's for the address that they go on at; until then it is in ra.
 */
#define DW_CFA_register 0x09
#define CFI_PC_IS_NOT_RA \
	.cfi_return_column DW_PC; \
	CFI_PC_IS_IN_RA
#define CFI_PC_IS_IN_RA .cfi_escape DW_CFA_register, DW_PC, DW_RA

/* An unwinder looks up the byte before an address that it is given: one more leads
 * it to the function even at its first byte. */
#define CFI_RESUMES_AT(reg) \
	.cfi_escape DW_CFA_val_expression, DW_PC, 2, DW_OP_breg(reg), 1
#define CFI_RESUMES_AT_SAVED(base) \
	CFI_SAVED_AT(DW_RA, base, UC_RA); \
	.cfi_escape DW_CFA_val_expression, DW_PC, 6, \
		DW_OP_breg(base), SLEB128(UC_PC), DW_OP_deref, DW_OP_plus_uconst, 1

/* All that a call preserves, but the return address. */
#define CFI_CALLEE_SAVED_AT(base) \
	CFI_SAVED_AT(DW_R(16), base, UC_S0); \
	CFI_SAVED_AT(DW_R(17), base, UC_S1); \
	CFI_SAVED_AT(DW_R(18), base, UC_S2); \
	CFI_SAVED_AT(DW_R(19), base, UC_S3); \
	CFI_SAVED_AT(DW_R(20), base, UC_S4); \
	CFI_SAVED_AT(DW_R(21), base, UC_S5); \
	CFI_SAVED_AT(DW_R(22), base, UC_S6); \
	CFI_SAVED_AT(DW_R(23), base, UC_S7); \
	CFI_SAVED_AT(DW_R(28), base, UC_GP); \
	CFI_SAVED_AT(DW_R(30), base, UC_FP)

#define CFI_FP_CALLEE_SAVED_AT(base) \
	CFI_SAVED_AT(DW_F(24), base, UC_F24); \
	CFI_SAVED_AT(DW_F(25), base, UC_F25); \
	CFI_SAVED_AT(DW_F(26), base, UC_F26); \
	CFI_SAVED_AT(DW_F(27), base, UC_F27); \
	CFI_SAVED_AT(DW_F(28), base, UC_F28); \
	CFI_SAVED_AT(DW_F(29), base, UC_F29); \
	CFI_SAVED_AT(DW_F(30), base, UC_F30); \
	CFI_SAVED_AT(DW_F(31), base, UC_F31)

/* A positive 32-bit constant. */
#define LOAD_CONSTANT(reg, value) \
	lui reg, (value) >> 16; \
	ori reg, reg, (value) & 0xffff

/*
 * Save everything into the context at a0, to be resumed as if this function
 * returned 0 to its caller: that is what every context is resumed with, as glibc
 * does, whatever its slot of v0 says. Clobbers v0 (left UC_MARK_SAVED) and t8 (left
 * FCSR). The mark says that the context carries no mask; whoever stores one adds
 * UC_MARK_HAS_MASK.
 */
#define SAVE_REGISTERS \
	cfc1 t8, $31; \
	sd ra, UC_PC(a0); \
	sd ra, UC_RA(a0); \
	sd sp, UC_SP(a0); \
	sd gp, UC_GP(a0); \
	sd fp, UC_FP(a0); \
	sd s0, UC_S0(a0); \
	sd s1, UC_S1(a0); \
	sd s2, UC_S2(a0); \
	sd s3, UC_S3(a0); \
	sd s4, UC_S4(a0); \
	sd s5, UC_S5(a0); \
	sd s6, UC_S6(a0); \
	sd s7, UC_S7(a0); \
	sd zero, UC_V0(a0); \
	sd a0, UC_A0(a0); \
	sd a1, UC_A1(a0); \
	sd a2, UC_A2(a0); \
	sd a3, UC_A3(a0); \
	sd a4, UC_A4(a0); \
	sd a5, UC_A5(a0); \
	sd a6, UC_A6(a0); \
	sd a7, UC_A7(a0); \
	LOAD_CONSTANT(v0, UC_MARK_SAVED); \
	sdc1 $f24, UC_F24(a0); \
	sdc1 $f25, UC_F25(a0); \
	sdc1 $f26, UC_F26(a0); \
	sdc1 $f27, UC_F27(a0); \
	sdc1 $f28, UC_F28(a0); \
	sdc1 $f29, UC_F29(a0); \
	sdc1 $f30, UC_F30(a0); \
	sdc1 $f31, UC_F31(a0); \
	sd v0, UC_SECOND_MARK(a0); \
	sd v0, UC_FLAGS(a0); \
	sw t8, UC_FCSR(a0)

/* Early loads: a load just behind our own stores may wait for them. */
#define LOAD_TARGET \
	ld t0, UC_SP(a1); \
	ld t9, UC_PC(a1); \
	lw t3, UC_FCSR(a1)

#define LOAD_FAST_MARK(reg) \
	LOAD_ADDRESS(reg, {fast_mark}); \
	lw reg, 0(reg)

/*
 * The thread's signal mask, if it is known: a2 = the descriptor of it in
 * {descriptors} (see src/rseq). Otherwise goes to `own` or `unknown`. The word is the
 * whole answer where the C library registered rseq; where we did, it is the
 * descriptor behind another table's length, and the kernel's word has to say
 * the same: MASK_IN_OWN_SLOT, out of line. Clobbers at, v1, a3-a7.
 *
 * A signal handler may move its context to another thread between any two
 * instructions, so the thread pointer is read again behind the loads that go
 * by it. What that cannot see is a context that was moved away just before such
 * a load and back just behind it: two signals, on two threads, with one
 * instruction between them (two in MASK_IN_OWN_SLOT).
 */
#define LOAD_KNOWN_MASK(own, unknown) \
	LOAD_ADDRESS(a2, {word_offset}); \
	ld a2, 0(a2); \
	rdhwr v1, $29; \
	move a4, v1; \
	daddu a2, a2, v1; \
	ld a2, 0(a2); \
	rdhwr v1, $29; \
	bne a4, v1, unknown; \
	 nop; \
	LOAD_ADDRESS(a3, {descriptors}); \
	dsubu a3, a2, a3; \
	sltiu at, a3, DESCRIPTORS_SIZE; \
	beqz at, own; \
	 nop
#define MASK_IN_OWN_SLOT(known, unknown) \
	daddiu a3, a3, -DESCRIPTORS_SIZE; \
	sltiu at, a3, DESCRIPTORS_SIZE; \
	beqz at, unknown; \
	 daddiu a2, a2, -DESCRIPTORS_SIZE; \
	LOAD_ADDRESS(a3, {slot_offset}); \
	ld a3, 0(a3); \
	daddu a3, a3, a4; \
	ld a3, 0(a3); \
	ld a3, RSEQ_CS(a3); \
	rdhwr v1, $29; \
	bne a4, v1, unknown; \
	 nop; \
	beq a3, a2, known; \
	 nop; \
	b unknown; \
	 nop

/* t3 = what differs of FP control between the FCSR in t3 and the one in force, t8. */
#define COMPARE_FP_CONTROL \
	LOAD_CONSTANT(at, FCSR_CONTROL); \
	xor t3, t3, t8; \
	and t3, t3, at
/* Sets that, and leaves the flags as they are; clobbers at. */
#define CHANGE_FP_CONTROL \
	LOAD_CONSTANT(at, FCSR_CAUSES); \
	or t8, t8, at; \
	xor t8, t8, at; \
	xor t8, t8, t3; \
	ctc1 t8, $31

/*
 * Go over to the context at a1: with the new stack pointer the caller is the
 * resumed context's own, found through a1, and behind the last load in the
 * registers again.
 */
#define SWITCH_STACK \
	move at, ra; \
	move sp, t0; \
	.cfi_remember_state; \
	CFI_RESUMES_AT_SAVED(DW_A1); \
	CFI_CALLEE_SAVED_AT(DW_A1); \
	CFI_FP_CALLEE_SAVED_AT(DW_A1); \
	LOAD_FP_REGISTERS; \
	LOAD_CALLEE_SAVED_REGISTERS; \
	ld gp, UC_GP(a1); \
	ld a0, UC_A0(a1); \
	ld a2, UC_A2(a1); \
	ld a3, UC_A3(a1); \
	ld a4, UC_A4(a1); \
	ld a5, UC_A5(a1); \
	ld a6, UC_A6(a1); \
	ld a7, UC_A7(a1); \
	ld a1, UC_A1(a1); \
	.cfi_restore_state; \
	.cfi_remember_state; \
	CFI_RESUMES_AT(DW_T9); \
	GO_TO_TARGET; \
	.cfi_restore_state

/* By `jr ra` where this call's own return, in at, is where to go. What ra holds by now
 * is the context's, and need not be the same where somebody edited it. */
#define GO_TO_TARGET \
	bne t9, at, 59f; \
	 nop; \
	bne t9, ra, 59f; \
	 nop; \
	jr ra; \
	 move v0, zero; \
59:	jr t9; \
	 move v0, zero

/*
 * The same from the slow path: with RESUME_SAVED_AND_MASK in v0 the context's
 * signal mask is set as the last step, for it blocks less than what is
 * in force by then (sigmask::leave). A signal that it lets through arrives when
 * the context is whole: its handler runs on the new stack and may even save
 * into the very structure that is being resumed, for nothing is read from there
 * any more. What the system call takes or loses waits in registers that it
 * keeps: arguments, gp and the address of our return in f0-f9, the program counter
 * in gp. (A call takes a0-a3 and v0 here, and loses at, v1, a4-a7 and t0-t9:
 * arch/mips/kernel/scall64-n64.S.)
 */
#define SWITCH_STACK_SLOWLY \
	cfc1 t8, $31; \
	COMPARE_FP_CONTROL; \
	CHANGE_FP_CONTROL; \
	move at, ra; \
	move sp, t0; \
	.cfi_remember_state; \
	CFI_RESUMES_AT_SAVED(DW_A1); \
	CFI_CALLEE_SAVED_AT(DW_A1); \
	CFI_FP_CALLEE_SAVED_AT(DW_A1); \
	LOAD_FP_REGISTERS; \
	LOAD_CALLEE_SAVED_REGISTERS; \
	ldc1 $f0, UC_A0(a1); \
	ldc1 $f1, UC_A1(a1); \
	ldc1 $f2, UC_A2(a1); \
	ldc1 $f3, UC_A3(a1); \
	ldc1 $f4, UC_A4(a1); \
	ldc1 $f5, UC_A5(a1); \
	ldc1 $f6, UC_A6(a1); \
	ldc1 $f7, UC_A7(a1); \
	ldc1 $f8, UC_GP(a1); \
	.cfi_restore_state; \
	.cfi_remember_state; \
	.cfi_escape DW_CFA_register, DW_GP, DW_F(8); \
	CFI_RESUMES_AT(DW_T9); \
	li t2, RESUME_SAVED_AND_MASK; \
	bne v0, t2, 60f; \
	 move gp, t9; \
	CFI_RESUMES_AT(DW_GP); \
	dmtc1 at, $f9; \
	li a0, KERNEL_SIG_SETMASK; \
	daddiu a1, a1, UC_SIGMASK; \
	move a2, zero; \
	li a3, KERNEL_SIGSET_SIZE; \
	li v0, SYS_RT_SIGPROCMASK; \
	syscall; \
	dmfc1 at, $f9; \
	move t9, gp; \
	CFI_RESUMES_AT(DW_T9); \
60:	dmfc1 gp, $f8; \
	.cfi_restore DW_GP; \
	dmfc1 a0, $f0; \
	dmfc1 a1, $f1; \
	dmfc1 a2, $f2; \
	dmfc1 a3, $f3; \
	dmfc1 a4, $f4; \
	dmfc1 a5, $f5; \
	dmfc1 a6, $f6; \
	dmfc1 a7, $f7; \
	GO_TO_TARGET; \
	.cfi_restore_state

#define LOAD_FP_REGISTERS \
	ldc1 $f24, UC_F24(a1); \
	ldc1 $f25, UC_F25(a1); \
	ldc1 $f26, UC_F26(a1); \
	ldc1 $f27, UC_F27(a1); \
	ldc1 $f28, UC_F28(a1); \
	ldc1 $f29, UC_F29(a1); \
	ldc1 $f30, UC_F30(a1); \
	ldc1 $f31, UC_F31(a1)

/* And the return address; gp apart. */
#define LOAD_CALLEE_SAVED_REGISTERS \
	ld ra, UC_RA(a1); \
	ld fp, UC_FP(a1); \
	ld s0, UC_S0(a1); \
	ld s1, UC_S1(a1); \
	ld s2, UC_S2(a1); \
	ld s3, UC_S3(a1); \
	ld s4, UC_S4(a1); \
	ld s5, UC_S5(a1); \
	ld s6, UC_S6(a1); \
	ld s7, UC_S7(a1)

/*
 * Resume a context that the kernel delivered to a signal handler (at a1):
 * rt_sigreturn restores every register from a frame at the stack pointer.
 * Here the caller is the interrupted code at its pc.
 */
#define SIGRETURN \
	li v0, SYS_RT_SIGRETURN; \
	daddiu sp, a1, -SIGFRAME_UCONTEXT; \
	.cfi_remember_state; \
	.cfi_escape DW_CFA_def_cfa_expression, 4, DW_OP_breg(DW_A1), SLEB128(UC_SP), DW_OP_deref; \
	CFI_RESUMES_AT_SAVED(DW_A1); \
	CFI_CALLEE_SAVED_AT(DW_A1); \
	CFI_FP_CALLEE_SAVED_AT(DW_A1); \
	syscall; \
	break; \
	.cfi_restore_state

/*
 * The end of the slow path, behind `leave`, whose answer is in v0; its frame
 * of 32 bytes holds the context to be resumed.
 */
#define RESUME_AS_ANSWERED \
	ld a1, 0(sp); \
	POP_FRAME(32); \
	bltz v0, 56f; \
	 slti at, v0, RESUME_SIGNAL_FRAME; \
	beqz at, 55f; \
	 nop; \
	LOAD_TARGET; \
	SWITCH_STACK_SLOWLY; \
55:	SIGRETURN; \
56:	jr ra; \
	 nop
