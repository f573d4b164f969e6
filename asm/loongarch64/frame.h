/*
 * frame.h: what the loongarch64 functions share: entry and end, saving a context,
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
 *   t1   its program counter, loaded early
 *   t2   its uc_flags, loaded early
 *   t3   UC_MARK_SAVED; later the address that this call returns to
 *   t4   its FCSR0, loaded early
 *   t5   the FCSR0 in force
 *   t6   scratch, and so are a2 and a3 once they are saved
 *   t7   the descriptor of the thread's signal mask, then that mask; in the slow
 *        path what `leave` answered
 *   t8   the mask of the context being resumed (swapcontext)
 *
 * `jirl` through ra is what the processor takes for a return and predicts by the
 * calls before it; through any other register it is predicted by where it went
 * the last time. So a context is entered by `ret` where it goes on behind the
 * very call that we return from, and by a jump anywhere else.
 */
#include "layout.h"
#include "../include/dwarf.h"
#include "../include/marks.h"

/* A hidden second name for calls from our own code: never through the PLT. */
#define BEGIN(name) \
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
	.p2align 6

/* A frame record as compilers make it, at the top of `size` bytes. */
#define PUSH_FRAME(size) \
	addi.d $sp, $sp, -(size); \
	.cfi_def_cfa_offset size; \
	st.d $ra, $sp, (size) - 8; \
	.cfi_offset DW_RA, -8; \
	.cfi_offset DW_PC, -8; \
	st.d $fp, $sp, (size) - 16; \
	.cfi_offset 22, -16; \
	addi.d $fp, $sp, size

#define POP_FRAME(size) \
	ld.d $fp, $sp, (size) - 16; \
	.cfi_restore 22; \
	ld.d $ra, $sp, (size) - 8; \
	.cfi_restore DW_RA; \
	CFI_PC_IS_IN_RA; \
	addi.d $sp, $sp, size; \
	.cfi_def_cfa_offset 0

/* DWARF register numbers (LoongArch ELF ABI, "DWARF register numbers"). */
#define DW_RA 1
#define DW_A1 5
#define DW_T1 13
#define DW_A4 8
#define DW_R(n) (n)
#define DW_F(n) (32 + (n))
/* The column that stands for a program counter which is no return address. */
#define DW_PC 72

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
	CFI_SAVED_AT(DW_R(22), base, UC_FP); \
	CFI_SAVED_AT(DW_R(23), base, UC_S0); \
	CFI_SAVED_AT(DW_R(24), base, UC_S1); \
	CFI_SAVED_AT(DW_R(25), base, UC_S2); \
	CFI_SAVED_AT(DW_R(26), base, UC_S3); \
	CFI_SAVED_AT(DW_R(27), base, UC_S4); \
	CFI_SAVED_AT(DW_R(28), base, UC_S5); \
	CFI_SAVED_AT(DW_R(29), base, UC_S6); \
	CFI_SAVED_AT(DW_R(30), base, UC_S7); \
	CFI_SAVED_AT(DW_R(31), base, UC_S8)

#define CFI_FP_CALLEE_SAVED_AT(base) \
	CFI_SAVED_AT(DW_F(24), base, UC_FS0); \
	CFI_SAVED_AT(DW_F(25), base, UC_FS1); \
	CFI_SAVED_AT(DW_F(26), base, UC_FS2); \
	CFI_SAVED_AT(DW_F(27), base, UC_FS3); \
	CFI_SAVED_AT(DW_F(28), base, UC_FS4); \
	CFI_SAVED_AT(DW_F(29), base, UC_FS5); \
	CFI_SAVED_AT(DW_F(30), base, UC_FS6); \
	CFI_SAVED_AT(DW_F(31), base, UC_FS7)

/* A positive 32-bit constant. */
#define LOAD_CONSTANT(reg, value) \
	lu12i.w reg, (value) >> 12; \
	ori reg, reg, (value) & 0xfff

/* A word of ours. */
#define LOAD_WORD(reg, name) \
	pcalau12i reg, %pc_hi20(name); \
	ld.d reg, reg, %pc_lo12(name)
#define LOAD_ADDRESS(reg, name) \
	pcalau12i reg, %pc_hi20(name); \
	addi.d reg, reg, %pc_lo12(name)

/*
 * Save everything into the context at a0, to be resumed as if this function
 * returned 0 to its caller: the slot of a0 is that result. r21 is reserved by the
 * psABI and goes with the context as it does in the kernel and in glibc. Clobbers
 * t3 (left UC_MARK_SAVED) and t5 (left FCSR0). The mark says that the context
 * carries no mask; whoever stores one adds UC_MARK_HAS_MASK.
 */
#define SAVE_REGISTERS \
	movfcsr2gr $t5, $fcsr0; \
	st.d $ra, $a0, UC_PC; \
	st.d $ra, $a0, UC_RA; \
	st.d $sp, $a0, UC_SP; \
	st.d $zero, $a0, UC_A0; \
	st.d $a1, $a0, UC_A1; \
	st.d $a2, $a0, UC_A2; \
	st.d $a3, $a0, UC_A3; \
	st.d $a4, $a0, UC_A4; \
	st.d $a5, $a0, UC_A5; \
	st.d $a6, $a0, UC_A6; \
	st.d $a7, $a0, UC_A7; \
	fst.d $fs0, $a0, UC_FS0; \
	fst.d $fs1, $a0, UC_FS1; \
	fst.d $fs2, $a0, UC_FS2; \
	fst.d $fs3, $a0, UC_FS3; \
	fst.d $fs4, $a0, UC_FS4; \
	fst.d $fs5, $a0, UC_FS5; \
	fst.d $fs6, $a0, UC_FS6; \
	fst.d $fs7, $a0, UC_FS7; \
	LOAD_CONSTANT($t3, UC_MARK_SAVED); \
	st.d $r21, $a0, UC_R21; \
	st.d $fp, $a0, UC_FP; \
	st.d $s0, $a0, UC_S0; \
	st.d $s1, $a0, UC_S1; \
	st.d $s2, $a0, UC_S2; \
	st.d $s3, $a0, UC_S3; \
	st.d $s4, $a0, UC_S4; \
	st.d $s5, $a0, UC_S5; \
	st.d $s6, $a0, UC_S6; \
	st.d $s7, $a0, UC_S7; \
	st.d $s8, $a0, UC_S8; \
	st.d $t3, $a0, UC_SECOND_MARK; \
	st.d $t3, $a0, UC_FLAGS; \
	st.d $t5, $a0, UC_FCSR

/* Early loads: a load just behind our own stores may wait for them. */
#define LOAD_TARGET \
	ld.d $t0, $a1, UC_SP; \
	ld.d $t1, $a1, UC_PC; \
	ld.d $t4, $a1, UC_FCSR

#define LOAD_FAST_MARK(reg) \
	pcalau12i reg, %pc_hi20({fast_mark}); \
	ld.w reg, reg, %pc_lo12({fast_mark})

/*
 * The thread's signal mask, if it is known: t7 = the descriptor of it in
 * {descriptors} (see src/rseq). Otherwise goes to `own`. The word is the
 * whole answer where the C library registered rseq; where we did, it is the
 * descriptor behind another table's length, and the kernel's word has to say
 * the same: MASK_IN_OWN_SLOT, out of line. The thread pointer is a register that
 * loads go by, so each load is of one thread. Clobbers t6 and a2.
 */
#define LOAD_KNOWN_MASK(own) \
	LOAD_WORD($t6, {word_offset}); \
	ldx.d $t7, $tp, $t6; \
	LOAD_ADDRESS($t6, {descriptors}); \
	sub.d $t6, $t7, $t6; \
	lu12i.w $a2, DESCRIPTORS_SIZE >> 12; \
	bgeu $t6, $a2, own
#define MASK_IN_OWN_SLOT(known, unknown) \
	sub.d $t6, $t6, $a2; \
	bgeu $t6, $a2, unknown; \
	sub.d $t7, $t7, $a2; \
	LOAD_WORD($t6, {slot_offset}); \
	ldx.d $t6, $tp, $t6; \
	ld.d $t6, $t6, RSEQ_CS; \
	beq $t6, $t7, known; \
	b unknown

/* t4 = what differs of FP control between FCSR0 in t4 and the one in force, in t5. */
#define COMPARE_FP_CONTROL \
	xor $t4, $t4, $t5; \
	andi $t4, $t4, FCSR_CONTROL
/* Sets that, and leaves flags and causes as they are. Those raise nothing here. */
#define CHANGE_FP_CONTROL \
	xor $t5, $t5, $t4; \
	movgr2fcsr $fcsr0, $t5

/*
 * Go over to the context at a1: with the new stack pointer the caller is the
 * resumed context's own, found through a1, and behind the last load in the
 * registers again.
 */
#define SWITCH_STACK \
	move $t3, $ra; \
	move $sp, $t0; \
	.cfi_remember_state; \
	CFI_RESUMES_AT_SAVED(DW_A1); \
	CFI_CALLEE_SAVED_AT(DW_A1); \
	CFI_FP_CALLEE_SAVED_AT(DW_A1); \
	LOAD_FP_REGISTERS; \
	LOAD_CALLEE_SAVED_REGISTERS; \
	LOAD_LAST_ARGUMENTS; \
	ld.d $a4, $a1, UC_A4; \
	ld.d $a3, $a1, UC_A3; \
	ld.d $a2, $a1, UC_A2; \
	ld.d $a0, $a1, UC_A0; \
	ld.d $a1, $a1, UC_A1; \
	.cfi_restore_state; \
	.cfi_remember_state; \
	CFI_RESUMES_AT(DW_T1); \
	GO_TO_TARGET; \
	.cfi_restore_state

/* By `ret` where this call's own return is where to go. What ra holds by now is
 * the context's, and need not be the same where somebody edited it. */
#define GO_TO_TARGET \
	bne $t1, $t3, 59f; \
	bne $t1, $ra, 59f; \
	ret; \
59:	jr $t1

/*
 * The same from the slow path, which has more to look at: a context that
 * somebody filled in has no FP state, and with RESUME_SAVED_AND_MASK in
 * t7 its signal mask is set as the last step, for it blocks less than what is
 * in force by then (sigmask::leave). A signal that it lets through arrives when
 * the context is whole: its handler runs on the new stack and may even save
 * into the very structure that is being resumed, for nothing is read from there
 * any more. What the system call takes or loses waits in registers that it
 * keeps: arguments and the address of our return in fa0-fa6, the program counter
 * in a4. (A call takes a0-a3 and a7 here, and loses t0-t8:
 * arch/loongarch/kernel/entry.S.)
 */
#define SWITCH_STACK_SLOWLY \
	ld.d $t2, $a1, UC_SECOND_MARK; \
	LOAD_CONSTANT($t6, UC_MARK_SAVED); \
	move $t3, $ra; \
	move $sp, $t0; \
	.cfi_remember_state; \
	CFI_RESUMES_AT_SAVED(DW_A1); \
	CFI_CALLEE_SAVED_AT(DW_A1); \
	bne $t2, $t6, 58f; \
	movfcsr2gr $t5, $fcsr0; \
	COMPARE_FP_CONTROL; \
	CHANGE_FP_CONTROL; \
	LOAD_FP_REGISTERS; \
58:	LOAD_CALLEE_SAVED_REGISTERS; \
	fld.d $fa0, $a1, UC_A0; \
	fld.d $fa1, $a1, UC_A1; \
	fld.d $fa2, $a1, UC_A2; \
	fld.d $fa3, $a1, UC_A3; \
	fld.d $fa4, $a1, UC_A4; \
	LOAD_LAST_ARGUMENTS; \
	.cfi_restore_state; \
	.cfi_remember_state; \
	CFI_RESUMES_AT(DW_T1); \
	li.w $t2, RESUME_SAVED_AND_MASK; \
	bne $t7, $t2, 60f; \
	movgr2fr.d $fa5, $a7; \
	movgr2fr.d $fa6, $t3; \
	move $a4, $t1; \
	CFI_RESUMES_AT(DW_A4); \
	addi.d $a1, $a1, UC_SIGMASK; \
	li.w $a0, KERNEL_SIG_SETMASK; \
	move $a2, $zero; \
	li.w $a3, KERNEL_SIGSET_SIZE; \
	li.w $a7, SYS_RT_SIGPROCMASK; \
	syscall 0; \
	move $t1, $a4; \
	CFI_RESUMES_AT(DW_T1); \
	movfr2gr.d $t3, $fa6; \
	movfr2gr.d $a7, $fa5; \
60:	movfr2gr.d $a0, $fa0; \
	movfr2gr.d $a1, $fa1; \
	movfr2gr.d $a2, $fa2; \
	movfr2gr.d $a3, $fa3; \
	movfr2gr.d $a4, $fa4; \
	GO_TO_TARGET; \
	.cfi_restore_state

#define LOAD_FP_REGISTERS \
	fld.d $fs0, $a1, UC_FS0; \
	fld.d $fs1, $a1, UC_FS1; \
	fld.d $fs2, $a1, UC_FS2; \
	fld.d $fs3, $a1, UC_FS3; \
	fld.d $fs4, $a1, UC_FS4; \
	fld.d $fs5, $a1, UC_FS5; \
	fld.d $fs6, $a1, UC_FS6; \
	fld.d $fs7, $a1, UC_FS7

#define LOAD_CALLEE_SAVED_REGISTERS \
	ld.d $ra, $a1, UC_RA; \
	ld.d $r21, $a1, UC_R21; \
	ld.d $fp, $a1, UC_FP; \
	ld.d $s0, $a1, UC_S0; \
	ld.d $s1, $a1, UC_S1; \
	ld.d $s2, $a1, UC_S2; \
	ld.d $s3, $a1, UC_S3; \
	ld.d $s4, $a1, UC_S4; \
	ld.d $s5, $a1, UC_S5; \
	ld.d $s6, $a1, UC_S6; \
	ld.d $s7, $a1, UC_S7; \
	ld.d $s8, $a1, UC_S8

#define LOAD_LAST_ARGUMENTS \
	ld.d $a5, $a1, UC_A5; \
	ld.d $a6, $a1, UC_A6; \
	ld.d $a7, $a1, UC_A7

/*
 * Resume a context that the kernel delivered to a signal handler (at a1):
 * rt_sigreturn restores every register from a frame at the stack pointer, and
 * the thread pointer is one of them: it is to be this thread's. Here the caller is
 * the interrupted code at its pc.
 */
#define SIGRETURN \
	st.d $tp, $a1, UC_TP; \
	li.w $a7, SYS_RT_SIGRETURN; \
	addi.d $sp, $a1, -SIGFRAME_UCONTEXT; \
	.cfi_remember_state; \
	.cfi_escape DW_CFA_def_cfa_expression, 4, DW_OP_breg(DW_A1), SLEB128(UC_SP), DW_OP_deref; \
	CFI_RESUMES_AT_SAVED(DW_A1); \
	CFI_CALLEE_SAVED_AT(DW_A1); \
	syscall 0; \
	break 0; \
	.cfi_restore_state

/*
 * The end of the slow path, behind `leave`, whose answer is in a0; its frame
 * of 32 bytes holds the context to be resumed.
 */
#define RESUME_AS_ANSWERED \
	move $t7, $a0; \
	ld.d $a1, $sp, 0; \
	POP_FRAME(32); \
	li.w $t2, RESUME_SAVED_AND_MASK; \
	blt $t2, $t7, 55f; \
	bltz $t7, 56f; \
	LOAD_TARGET; \
	SWITCH_STACK_SLOWLY; \
55:	SIGRETURN; \
56:	ret
