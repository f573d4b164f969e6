/*
 * frame.h: what the powerpc64 functions share: entry and end, saving a context,
 * resuming one, and the unwind information that goes with each step. For ELFv2;
 * the processor is a POWER8 or later, as the ABI of powerpc64le has it: the
 * vector registers are always there.
 *
 * Every file of this folder is the body of one naked Rust function (see
 * src/ucontext/mod.rs): the compiler writes the symbol, its type and size, and
 * replaces {name} by the Rust function or static that `name` is bound to.
 *
 * Registers, from entry to the last instruction of a switch:
 *   r2   the TOC pointer of this library
 *   r3   the context being saved (swapcontext, getcontext)
 *   r4   the context being resumed, live until its own r4 is loaded last
 *   r5   its uc_flags, loaded early; in the slow path what `leave` answered
 *   r6   its signal mask, loaded early
 *   r7   the control bits of FPSCR in force
 *   r8   those of the context being resumed, loaded early
 *   r9   its stack pointer, loaded early
 *   r11  the descriptor of the thread's signal mask; where its vectors are
 *   r12  its program counter, loaded early
 *   r0, r10  scratch
 */
#include "layout.h"
#include "../include/dwarf.h"
#include "../include/marks.h"

/* Assemblers take registers by their numbers; the names are for readers. */
#define r0 0
#define r1 1
#define r2 2
#define r3 3
#define r4 4
#define r5 5
#define r6 6
#define r7 7
#define r8 8
#define r9 9
#define r10 10
#define r11 11
#define r12 12
#define r13 13
#define r14 14
#define r15 15
#define r16 16
#define r17 17
#define r18 18
#define r19 19
#define r20 20
#define r21 21
#define r22 22
#define r23 23
#define r24 24
#define r25 25
#define r26 26
#define r27 27
#define r28 28
#define r29 29
#define r30 30
#define r31 31
#define cr1 1
#define f0 0
#define f1 1
#define f2 2
#define f3 3
#define f4 4
#define f5 5
#define f6 6
#define f7 7
#define f8 8
#define f14 14
#define f15 15
#define f16 16
#define f17 17
#define f18 18
#define f19 19
#define f20 20
#define f21 21
#define f22 22
#define f23 23
#define f24 24
#define f25 25
#define f26 26
#define f27 27
#define f28 28
#define f29 29
#define f30 30
#define f31 31
#define v20 20
#define v21 21
#define v22 22
#define v23 23
#define v24 24
#define v25 25
#define v26 26
#define v27 27
#define v28 28
#define v29 29
#define v30 30
#define v31 31
#define vs52 52
#define vs53 53
#define vs54 54
#define vs55 55
#define vs56 56
#define vs57 57
#define vs58 58
#define vs59 59
#define vs60 60
#define vs61 61
#define vs62 62
#define vs63 63

/* Fields of arrays. */
#define UC_R(n) UC_R0+8*n
#define UC_F(n) UC_F0+8*n
/* The lower half of a doubleword. */
#ifdef __LITTLE_ENDIAN__
#define LOW_WORD 0
#else
#define LOW_WORD 4
#endif

/* DWARF register numbers (ELFv2 ABI 2.4, table "Mappings of Common Registers"). */
#define DW_R(n) n
#define DW_F(n) 32+n
#define DW_LR 65
#define DW_CTR 66
#define DW_CR(n) 68+n
#define DW_V(n) 77+n

/*
 * A hidden second name for calls from our own code: never through the PLT.
 *
 * The unwinder finds the return address in the column of CTR, not of LR: a
 * context that we go to has both, where it goes on, and in LR where the function
 * that it goes on in returns to. They differ when it is about to enter a
 * function, as a made context is.
 */
#define BEGIN(name) \
	.globl fastctx_asm_##name; \
	.hidden fastctx_asm_##name; \
	.type fastctx_asm_##name, @function; \
fastctx_asm_##name: \
	.cfi_startproc; \
	.cfi_return_column DW_CTR; \
	.cfi_register DW_CTR, DW_LR

/* r2 from r12, which holds the address of `label`. */
#define SET_TOC(label) \
	addis r2, r12, .TOC.-label@ha; \
	addi r2, r2, .TOC.-label@l

/* A function that other modules call, by its own name or through a pointer, at
 * its global entry point; those that share the TOC pointer at the local one. */
#define FUNCTION(name, symbol) \
	BEGIN(name); \
	SET_TOC(fastctx_asm_##name); \
	.localentry fastctx_asm_##name, .-fastctx_asm_##name; \
	.localentry symbol, .-symbol
/* The bodies share one section: padding at the end aligns whatever follows to
 * a cache line, which the compiler does not let a naked function ask for. */
#define END_FUNCTION \
	.cfi_endproc; \
	.p2align 7

/* A frame of `size` bytes; the return address goes into the caller's. Clobbers r0. */
#define PUSH_FRAME(size) \
	mflr r0; \
	std r0, FRAME_LR(r1); \
	.cfi_offset DW_LR, FRAME_LR; \
	.cfi_offset DW_CTR, FRAME_LR; \
	stdu r1, -(size)(r1); \
	.cfi_def_cfa_offset size

#define POP_FRAME(size) \
	addi r1, r1, size; \
	.cfi_def_cfa_offset 0; \
	ld r0, FRAME_LR(r1); \
	mtlr r0; \
	.cfi_restore DW_LR; \
	.cfi_register DW_CTR, DW_LR

/* A direct call. The linker may use the second instruction. */
#define CALL(function) \
	bl function; \
	nop

/* reg = the word of a variable. */
#define LOAD_VARIABLE(load, reg, name) \
	addis reg, r2, name@toc@ha; \
	load reg, name@toc@l(reg)
#define LOAD_ADDRESS(reg, name) \
	addis reg, r2, name@toc@ha; \
	addi reg, reg, name@toc@l

/*
 * Where a resumed context goes on may be a function's first byte. An unwinder
 * looks up the byte before a return address: what it is given is one more, so
 * that it finds the function, and the rule that holds at that very instruction.
 *
 * Each rule is told twice. gdb 13 numbers the register of DW_CFA_val_expression
 * otherwise than all others and does not find it: it takes the first rule. libgcc
 * takes the last, and knows nothing of CTR behind a signal frame. That is why the
 * one more is in CTR too; a branch there ignores the lowest two bits.
 */
#define CFI_RESUMES_AT_R12 \
	.cfi_same_value DW_CTR; \
	.cfi_escape DW_CFA_val_expression, DW_CTR, 2, DW_OP_breg(DW_R(12)), 1
#define CFI_RESUMES_AT_SAVED(base) \
	CFI_SAVED_AT(DW_LR, base, UC_LNK); \
	CFI_SAVED_AT(DW_CTR, base, UC_NIP); \
	.cfi_escape DW_CFA_val_expression, DW_CTR, 6, \
		DW_OP_breg(base), SLEB128(UC_NIP), DW_OP_deref, DW_OP_plus_uconst, 1
/* From r12. Clobbers r0. */
#define SET_CTR \
	addi r0, r12, 1; \
	mtctr r0

/* All that a call preserves, but the vector registers. */
#define CFI_GENERAL_AT(base) \
	CFI_SAVED_AT(DW_R(14), base, (UC_R(14))); \
	CFI_SAVED_AT(DW_R(15), base, (UC_R(15))); \
	CFI_SAVED_AT(DW_R(16), base, (UC_R(16))); \
	CFI_SAVED_AT(DW_R(17), base, (UC_R(17))); \
	CFI_SAVED_AT(DW_R(18), base, (UC_R(18))); \
	CFI_SAVED_AT(DW_R(19), base, (UC_R(19))); \
	CFI_SAVED_AT(DW_R(20), base, (UC_R(20))); \
	CFI_SAVED_AT(DW_R(21), base, (UC_R(21))); \
	CFI_SAVED_AT(DW_R(22), base, (UC_R(22))); \
	CFI_SAVED_AT(DW_R(23), base, (UC_R(23))); \
	CFI_SAVED_AT(DW_R(24), base, (UC_R(24))); \
	CFI_SAVED_AT(DW_R(25), base, (UC_R(25))); \
	CFI_SAVED_AT(DW_R(26), base, (UC_R(26))); \
	CFI_SAVED_AT(DW_R(27), base, (UC_R(27))); \
	CFI_SAVED_AT(DW_R(28), base, (UC_R(28))); \
	CFI_SAVED_AT(DW_R(29), base, (UC_R(29))); \
	CFI_SAVED_AT(DW_R(30), base, (UC_R(30))); \
	CFI_SAVED_AT(DW_R(31), base, (UC_R(31))); \
	CFI_SAVED_AT(DW_CR(2), base, (UC_CCR+LOW_WORD)); \
	CFI_SAVED_AT(DW_CR(3), base, (UC_CCR+LOW_WORD)); \
	CFI_SAVED_AT(DW_CR(4), base, (UC_CCR+LOW_WORD))
#define CFI_FP_AT(base) \
	CFI_SAVED_AT(DW_F(14), base, (UC_F(14))); \
	CFI_SAVED_AT(DW_F(15), base, (UC_F(15))); \
	CFI_SAVED_AT(DW_F(16), base, (UC_F(16))); \
	CFI_SAVED_AT(DW_F(17), base, (UC_F(17))); \
	CFI_SAVED_AT(DW_F(18), base, (UC_F(18))); \
	CFI_SAVED_AT(DW_F(19), base, (UC_F(19))); \
	CFI_SAVED_AT(DW_F(20), base, (UC_F(20))); \
	CFI_SAVED_AT(DW_F(21), base, (UC_F(21))); \
	CFI_SAVED_AT(DW_F(22), base, (UC_F(22))); \
	CFI_SAVED_AT(DW_F(23), base, (UC_F(23))); \
	CFI_SAVED_AT(DW_F(24), base, (UC_F(24))); \
	CFI_SAVED_AT(DW_F(25), base, (UC_F(25))); \
	CFI_SAVED_AT(DW_F(26), base, (UC_F(26))); \
	CFI_SAVED_AT(DW_F(27), base, (UC_F(27))); \
	CFI_SAVED_AT(DW_F(28), base, (UC_F(28))); \
	CFI_SAVED_AT(DW_F(29), base, (UC_F(29))); \
	CFI_SAVED_AT(DW_F(30), base, (UC_F(30))); \
	CFI_SAVED_AT(DW_F(31), base, (UC_F(31)))
/* The same of the vector registers, from where those of the context begin. */
#define CFI_VECTORS_AT(base) \
	CFI_SAVED_AT(DW_V(20), base, (16*20)); \
	CFI_SAVED_AT(DW_V(21), base, (16*21)); \
	CFI_SAVED_AT(DW_V(22), base, (16*22)); \
	CFI_SAVED_AT(DW_V(23), base, (16*23)); \
	CFI_SAVED_AT(DW_V(24), base, (16*24)); \
	CFI_SAVED_AT(DW_V(25), base, (16*25)); \
	CFI_SAVED_AT(DW_V(26), base, (16*26)); \
	CFI_SAVED_AT(DW_V(27), base, (16*27)); \
	CFI_SAVED_AT(DW_V(28), base, (16*28)); \
	CFI_SAVED_AT(DW_V(29), base, (16*29)); \
	CFI_SAVED_AT(DW_V(30), base, (16*30)); \
	CFI_SAVED_AT(DW_V(31), base, (16*31))

/*
 * reg = the control bits of FPSCR. The first instruction is mffsl, which waits
 * for less than mffs; processors before POWER9 take it for mffs (ISA 3.0B, 4.6.10).
 * Clobbers r0, f0.
 */
#define READ_FP_CONTROL(reg) \
	.long 0xfc18048e; \
	mffprd reg, f0; \
	FP_CONTROL_OF(reg)
/* Clears all bits but RN, NI and the enables, which are the last eight, and DRN. */
#define FP_CONTROL_OF(reg) \
	srdi r0, reg, 32; \
	clrldi reg, reg, 56; \
	rldimi reg, r0, 32, 29

/*
 * Puts control bits in force that differ from the ones in force: dear. An exception
 * that was raised while it was not enabled would trap if it is enabled now: then
 * the status is cleared. Clobbers r0, f0, cr0.
 */
#define LOAD_FP_CONTROL(reg) \
	mtfprd f0, reg; \
	andi. r0, reg, FPSCR_ENABLES; \
	bne 88f; \
	mtfsf 3, f0; \
	b 89f; \
88:	mtfsf 255, f0; \
89:	mtfsf 1, f0, 0, 1

/*
 * Save what belongs to the caller into the context at r3, to be resumed as if this
 * function returned 0: the slot of r3 is that result. The other argument registers
 * are nobody's after a call: getcontext saves them for whoever reads them, and
 * they are loaded, for programs that write arguments into a context. An MSR of 0
 * tells ours from the kernel's contexts. FPSCR is saved without its status, which
 * FASTCTX_FPENV=full adds (src/ucontext/slow.rs).
 *
 * Clobbers r0, r10, r11, f0; leaves the control bits of FPSCR in r7 and UC_MARK_SAVED
 * in r10: the mark says that the context carries no mask; whoever stores one adds
 * UC_MARK_HAS_MASK.
 */
#define SAVE_REGISTERS \
	.long 0xfc18048e;	/* mffsl f0 */ \
	mflr r10; \
	mfcr r11; \
	li r0, 0; \
	std r0, UC_R3(r3); \
	std r0, UC_MSR(r3); \
	std r1, UC_R1(r3); \
	std r2, UC_R2(r3); \
	std r10, UC_NIP(r3); \
	std r10, UC_LNK(r3); \
	std r11, UC_CCR(r3); \
	std r14, UC_R(14)(r3); \
	std r15, UC_R(15)(r3); \
	std r16, UC_R(16)(r3); \
	std r17, UC_R(17)(r3); \
	std r18, UC_R(18)(r3); \
	std r19, UC_R(19)(r3); \
	std r20, UC_R(20)(r3); \
	std r21, UC_R(21)(r3); \
	std r22, UC_R(22)(r3); \
	std r23, UC_R(23)(r3); \
	std r24, UC_R(24)(r3); \
	std r25, UC_R(25)(r3); \
	std r26, UC_R(26)(r3); \
	std r27, UC_R(27)(r3); \
	std r28, UC_R(28)(r3); \
	std r29, UC_R(29)(r3); \
	std r30, UC_R(30)(r3); \
	std r31, UC_R(31)(r3); \
	mffprd r7, f0; \
	FP_CONTROL_OF(r7); \
	std r7, UC_FPSCR(r3); \
	stfd f14, UC_F(14)(r3); \
	stfd f15, UC_F(15)(r3); \
	stfd f16, UC_F(16)(r3); \
	stfd f17, UC_F(17)(r3); \
	stfd f18, UC_F(18)(r3); \
	stfd f19, UC_F(19)(r3); \
	stfd f20, UC_F(20)(r3); \
	stfd f21, UC_F(21)(r3); \
	stfd f22, UC_F(22)(r3); \
	stfd f23, UC_F(23)(r3); \
	stfd f24, UC_F(24)(r3); \
	stfd f25, UC_F(25)(r3); \
	stfd f26, UC_F(26)(r3); \
	stfd f27, UC_F(27)(r3); \
	stfd f28, UC_F(28)(r3); \
	stfd f29, UC_F(29)(r3); \
	stfd f30, UC_F(30)(r3); \
	stfd f31, UC_F(31)(r3); \
	addi r10, r3, UC_R0; \
	addi r11, r3, UC_VMX_RESERVE+15; \
	clrrdi r11, r11, 4; \
	std r10, UC_REGS(r3); \
	std r11, UC_V_REGS(r3); \
	subf r10, r3, r11; \
	oris r10, r10, UC_VECTORS_MARK; \
	std r10, UC_VECTORS(r3); \
	STORE_VECTORS; \
	lis r10, UC_MARK_SAVED >> 16; \
	ori r10, r10, UC_MARK_SAVED & 0xffff; \
	std r10, UC_FLAGS(r3)

/* At r11, which is a multiple of 16: as the kernel does. Clobbers r0, r10. */
#define STORE_VECTORS \
	li r0, 16*20; \
	li r10, 16*21; \
	stvx v20, r11, r0; \
	stvx v21, r11, r10; \
	li r0, 16*22; \
	li r10, 16*23; \
	stvx v22, r11, r0; \
	stvx v23, r11, r10; \
	li r0, 16*24; \
	li r10, 16*25; \
	stvx v24, r11, r0; \
	stvx v25, r11, r10; \
	li r0, 16*26; \
	li r10, 16*27; \
	stvx v26, r11, r0; \
	stvx v27, r11, r10; \
	li r0, 16*28; \
	li r10, 16*29; \
	stvx v28, r11, r0; \
	stvx v29, r11, r10; \
	li r0, 16*30; \
	li r10, 16*31; \
	stvx v30, r11, r0; \
	stvx v31, r11, r10; \
	mfvrsave r0; \
	stw r0, VECTOR_VRSAVE(r11)

/* Early loads: a load just behind our own stores may wait for them. */
#define LOAD_TARGET \
	ld r9, UC_R1(r4); \
	ld r12, UC_NIP(r4); \
	ld r8, UC_FPSCR(r4); \
	FP_CONTROL_OF(r8)

/*
 * The thread's signal mask, if it is known: r11 = the descriptor of it in
 * {descriptors} (see src/rseq). Otherwise goes to `unknown`. The word is the
 * whole answer where the C library registered rseq; where we did, it is the
 * descriptor behind another table's length, and the kernel's word has to say
 * the same: MASK_IN_OWN_SLOT, out of line. Clobbers r0, r10.
 *
 * The thread pointer is r13: a load by it is one instruction, in one thread.
 */
#define LOAD_KNOWN_MASK(own) \
	LOAD_VARIABLE(ld, r11, {word_offset}); \
	ldx r11, r13, r11; \
	LOAD_ADDRESS(r10, {descriptors}); \
	subf r10, r10, r11; \
	cmpldi r10, DESCRIPTORS_SIZE; \
	bge own
#define MASK_IN_OWN_SLOT(known, unknown) \
	addi r10, r10, -DESCRIPTORS_SIZE; \
	cmpldi r10, DESCRIPTORS_SIZE; \
	bge unknown; \
	addi r11, r11, -DESCRIPTORS_SIZE; \
	LOAD_VARIABLE(ld, r10, {slot_offset}); \
	ldx r10, r13, r10; \
	ld r10, RSEQ_CS(r10); \
	cmpd r10, r11; \
	beq known; \
	b unknown

/*
 * Go over to the context at r4. It may be a copy, and then its vectors need not
 * be where the processor loads them from in one go: that is left to `slowly`. The
 * stack switch is one instruction: from there on the caller is the resumed
 * context's own, found through r4, r11 and r12, and behind the last load in the
 * registers again. With equal flags in cr0 it goes on where we would return to.
 */
#define SWITCH_STACK(slowly) \
	ld r11, UC_VECTORS(r4); \
	clrldi r11, r11, 48; \
	add r11, r11, r4; \
	andi. r0, r11, 15; \
	bne slowly; \
	mflr r10; \
	SET_CTR; \
	cmpd r10, r12; \
	mr r1, r9; \
	.cfi_remember_state; \
	CFI_RESUMES_AT_R12; \
	CFI_SAVED_AT(DW_LR, DW_R(4), UC_LNK); \
	CFI_GENERAL_AT(DW_R(4)); \
	CFI_FP_AT(DW_R(4)); \
	CFI_VECTORS_AT(DW_R(11)); \
	LOAD_VECTORS; \
	LOAD_CALLEE_SAVED; \
	ld r0, UC_LNK(r4); \
	mtlr r0; \
	ld r3, UC_R(3)(r4); \
	ld r5, UC_R(5)(r4); \
	ld r6, UC_R(6)(r4); \
	ld r7, UC_R(7)(r4); \
	ld r8, UC_R(8)(r4); \
	ld r9, UC_R(9)(r4); \
	ld r10, UC_R(10)(r4); \
	ld r4, UC_R(4)(r4); \
	.cfi_restore_state; \
	.cfi_remember_state; \
	CFI_RESUMES_AT_R12

/*
 * The end of it. Where both contexts called us from the same place the return
 * predictor holds exactly the address we go to, and a return keeps it in step;
 * anywhere else that would be mispredicted.
 */
#define LEAVE_BY_THE_BETTER_EXIT \
	beq 59f; \
	bctr; \
59:	mtlr r12; \
	blr; \
	.cfi_restore_state
#define LEAVE_BY_A_JUMP \
	bctr; \
	.cfi_restore_state

/* From r11, a multiple of 16. Clobbers r0, r3. */
#define LOAD_VECTORS \
	li r0, 16*20; \
	li r3, 16*21; \
	lvx v20, r11, r0; \
	lvx v21, r11, r3; \
	li r0, 16*22; \
	li r3, 16*23; \
	lvx v22, r11, r0; \
	lvx v23, r11, r3; \
	li r0, 16*24; \
	li r3, 16*25; \
	lvx v24, r11, r0; \
	lvx v25, r11, r3; \
	li r0, 16*26; \
	li r3, 16*27; \
	lvx v26, r11, r0; \
	lvx v27, r11, r3; \
	li r0, 16*28; \
	li r3, 16*29; \
	lvx v28, r11, r0; \
	lvx v29, r11, r3; \
	li r0, 16*30; \
	li r3, 16*31; \
	lvx v30, r11, r0; \
	lvx v31, r11, r3; \
	lwz r0, VECTOR_VRSAVE(r11); \
	mtvrsave r0

/* From any address in r11: the doublewords come in the order of big-endian
 * machines. v20 is vs52. Clobbers r0. */
#ifdef __LITTLE_ENDIAN__
#define LOAD_ANY_VECTOR(vs, n) \
	li r0, 16*n; \
	lxvd2x vs, r11, r0; \
	xxswapd vs, vs
#else
#define LOAD_ANY_VECTOR(vs, n) \
	li r0, 16*n; \
	lxvd2x vs, r11, r0
#endif
#define LOAD_VECTORS_ANYWHERE \
	LOAD_ANY_VECTOR(vs52, 20); \
	LOAD_ANY_VECTOR(vs53, 21); \
	LOAD_ANY_VECTOR(vs54, 22); \
	LOAD_ANY_VECTOR(vs55, 23); \
	LOAD_ANY_VECTOR(vs56, 24); \
	LOAD_ANY_VECTOR(vs57, 25); \
	LOAD_ANY_VECTOR(vs58, 26); \
	LOAD_ANY_VECTOR(vs59, 27); \
	LOAD_ANY_VECTOR(vs60, 28); \
	LOAD_ANY_VECTOR(vs61, 29); \
	LOAD_ANY_VECTOR(vs62, 30); \
	LOAD_ANY_VECTOR(vs63, 31); \
	lwz r0, VECTOR_VRSAVE(r11); \
	mtvrsave r0

/* r2 and what a call preserves, but r1, LR and the vectors. Clobbers r0. */
#define LOAD_CALLEE_SAVED \
	ld r0, UC_CCR(r4); \
	ld r2, UC_R(2)(r4); \
	mtocrf 0x20, r0; \
	mtocrf 0x10, r0; \
	mtocrf 0x08, r0; \
	lfd f14, UC_F(14)(r4); \
	lfd f15, UC_F(15)(r4); \
	lfd f16, UC_F(16)(r4); \
	lfd f17, UC_F(17)(r4); \
	lfd f18, UC_F(18)(r4); \
	lfd f19, UC_F(19)(r4); \
	lfd f20, UC_F(20)(r4); \
	lfd f21, UC_F(21)(r4); \
	lfd f22, UC_F(22)(r4); \
	lfd f23, UC_F(23)(r4); \
	lfd f24, UC_F(24)(r4); \
	lfd f25, UC_F(25)(r4); \
	lfd f26, UC_F(26)(r4); \
	lfd f27, UC_F(27)(r4); \
	lfd f28, UC_F(28)(r4); \
	lfd f29, UC_F(29)(r4); \
	lfd f30, UC_F(30)(r4); \
	lfd f31, UC_F(31)(r4); \
	ld r14, UC_R(14)(r4); \
	ld r15, UC_R(15)(r4); \
	ld r16, UC_R(16)(r4); \
	ld r17, UC_R(17)(r4); \
	ld r18, UC_R(18)(r4); \
	ld r19, UC_R(19)(r4); \
	ld r20, UC_R(20)(r4); \
	ld r21, UC_R(21)(r4); \
	ld r22, UC_R(22)(r4); \
	ld r23, UC_R(23)(r4); \
	ld r24, UC_R(24)(r4); \
	ld r25, UC_R(25)(r4); \
	ld r26, UC_R(26)(r4); \
	ld r27, UC_R(27)(r4); \
	ld r28, UC_R(28)(r4); \
	ld r29, UC_R(29)(r4); \
	ld r30, UC_R(30)(r4); \
	ld r31, UC_R(31)(r4)

/*
 * The same from the slow path, which has more to look at. A context that somebody
 * else filled in has its vectors where it points to, if it has any, and those of
 * glibc only where VRSAVE says so. With RESUME_SAVED_AND_MASK in r5 the signal
 * mask is set as the last step, for it blocks less than what is in force by then
 * (sigmask::leave). A signal that it lets through arrives when the context is
 * whole: its handler runs on the new stack and may even save into the very
 * structure that is being resumed, for nothing is read from there any more. What
 * the system call takes or loses, r3 to r10, waits in f0 to f7, CTR in LR, and LR in
 * f8.
 */
#define SWITCH_STACK_SLOWLY \
	READ_FP_CONTROL(r7); \
	cmpd r7, r8; \
	beq 81f; \
	LOAD_FP_CONTROL(r8); \
81:	ld r11, UC_VECTORS(r4); \
	srdi r0, r11, 16; \
	cmpdi r0, UC_VECTORS_MARK; \
	bne 82f; \
	clrldi r11, r11, 48; \
	add r11, r11, r4; \
	b 83f; \
82:	ld r11, UC_V_REGS(r4); \
	cmpdi r11, 0; \
	beq 83f; \
	lwz r0, VECTOR_VRSAVE(r11); \
	cmpwi r0, 0; \
	bne 83f; \
	li r11, 0; \
83:	SET_CTR; \
	cmpdi r11, 0; \
	mr r1, r9; \
	.cfi_remember_state; \
	CFI_RESUMES_AT_R12; \
	CFI_SAVED_AT(DW_LR, DW_R(4), UC_LNK); \
	CFI_GENERAL_AT(DW_R(4)); \
	CFI_FP_AT(DW_R(4)); \
	beq 84f; \
	LOAD_VECTORS_ANYWHERE; \
84:	LOAD_CALLEE_SAVED; \
	lfd f8, UC_LNK(r4); \
	lfd f0, UC_R(3)(r4); \
	lfd f1, UC_R(4)(r4); \
	lfd f2, UC_R(5)(r4); \
	lfd f3, UC_R(6)(r4); \
	lfd f4, UC_R(7)(r4); \
	lfd f5, UC_R(8)(r4); \
	lfd f6, UC_R(9)(r4); \
	lfd f7, UC_R(10)(r4); \
	.cfi_restore_state; \
	.cfi_remember_state; \
	CFI_RESUMES_AT_R12; \
	.cfi_register DW_LR, DW_F(8); \
	cmpwi r5, RESUME_SAVED_AND_MASK; \
	bne 85f; \
	mfctr r12; \
	mtlr r12; \
	.cfi_register DW_CTR, DW_LR; \
	li r3, KERNEL_SIG_SETMASK; \
	addi r4, r4, UC_SIGMASK; \
	li r5, 0; \
	li r6, KERNEL_SIGSET_SIZE; \
	li r0, SYS_RT_SIGPROCMASK; \
	sc; \
	mflr r12; \
	mtctr r12; \
	addi r12, r12, -1; \
	CFI_RESUMES_AT_R12; \
85:	mffprd r0, f8; \
	mtlr r0; \
	.cfi_restore DW_LR; \
	mffprd r3, f0; \
	mffprd r4, f1; \
	mffprd r5, f2; \
	mffprd r6, f3; \
	mffprd r7, f4; \
	mffprd r8, f5; \
	mffprd r9, f6; \
	mffprd r10, f7; \
	bctr; \
	.cfi_restore_state

/*
 * Resume a context that the kernel delivered to a signal handler (at r4):
 * rt_sigreturn restores every register from the frame that the stack pointer
 * points to. Here the caller is the interrupted code at its nip.
 *
 * r13 is the thread's, not the context's: another thread may resume it. A copy of a
 * frame has its vectors where the original has them: it is good for as long as that
 * is there.
 *
 * Linux wants the stack pointer at the frame, where the code that handlers return
 * to puts it (arch/powerpc/kernel/vdso/sigtramp64.S); qemu's emulation of user
 * programs where handlers leave it.
 */
#define SIGRETURN \
	ld r8, UC_MSR(r4); \
	std r13, UC_R13(r4); \
	li r0, SYS_RT_SIGRETURN; \
	mr r1, r4; \
	.cfi_remember_state; \
	.cfi_escape DW_CFA_def_cfa_expression, 4, DW_OP_breg(DW_R(4)), SLEB128(UC_R1), DW_OP_deref; \
	CFI_RESUMES_AT_SAVED(DW_R(4)); \
	CFI_GENERAL_AT(DW_R(4)); \
	CFI_FP_AT(DW_R(4)); \
	andi. r8, r8, MSR_DR; \
	bne 87f; \
	addi r1, r4, -SIGFRAME_OF_QEMU; \
87:	sc; \
	trap; \
	.cfi_restore_state

/*
 * The end of the slow path, behind `leave`, whose answer is in r3; its frame
 * of 48 bytes holds the context to be resumed.
 */
#define RESUME_AS_ANSWERED(slowly) \
	extsw r5, r3; \
	ld r4, 32(r1); \
	POP_FRAME(48); \
	cmpwi r5, RESUME_SAVED_AND_MASK; \
	cmpwi cr1, r5, 0; \
	bgt 55f; \
	blt cr1, 56f; \
	LOAD_TARGET; \
slowly:	SWITCH_STACK_SLOWLY; \
55:	SIGRETURN; \
56:	mr r3, r5; \
	blr
