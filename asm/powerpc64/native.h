/*
 * native.h: what the powerpc64 functions of the native layer share. A suspended
 * context is a stack pointer and a program counter (fastctx_t, src/switch);
 * the code at that program counter restores whatever else it wants to have
 * back. So contexts that were suspended out of line, inline, with FP control or
 * not, and those that have not run yet are all resumed in one way:
 *
 *   r4   the context that is resumed
 *   r5   the value that is passed to it
 *   r6   where the resumer's own call would have returned to: the address that
 *        the return predictor holds. A hint: anything else is right, and slower
 *   r12  its CTX_PC, and then a jump there: as in a call through a pointer, the
 *        code there finds its TOC pointer by it
 *   r1   its CTX_SP
 *
 * A context suspended out of line, at its CTX_SP:
 *
 *         r1 + 544 | LR }  in the caller's header
 *         r1 + 536 | CR }
 *         r1 + 520 | FP control (switch_fp.S); where to store the value that
 *                  |   comes, or null (coroutine.h)
 *         r1 + 512 | VRSAVE
 *         r1 + 320 | v20 v21 ... v31
 *         r1 + 176 | f14 f15 ... f31
 *         r1 + 32  | r14 r15 ... r31
 *         r1       | header: back chain
 */
#include "frame.h"

#define NATIVE_FRAME 528
#define NATIVE_R(n) 32+8*(n-14)
#define NATIVE_F(n) 176+8*(n-14)
#define NATIVE_V(n) 320+16*(n-20)
#define NATIVE_VRSAVE 512
#define NATIVE_EXTRA 520

/* A general, FP, vector register of the frame, and where it was saved. */
#define PUSH_R(n) \
	std n, NATIVE_R(n)(r1); \
	.cfi_offset DW_R(n), -NATIVE_FRAME+NATIVE_R(n)
#define PUSH_F(n) \
	stfd n, NATIVE_F(n)(r1); \
	.cfi_offset DW_F(n), -NATIVE_FRAME+NATIVE_F(n)
#define PUSH_V(n, index) \
	li index, NATIVE_V(n); \
	stvx n, r1, index; \
	.cfi_offset DW_V(n), -NATIVE_FRAME+NATIVE_V(n)
#define POP_R(n) ld n, NATIVE_R(n)(r1)
#define POP_F(n) lfd n, NATIVE_F(n)(r1)
#define POP_V(n, index) \
	li index, NATIVE_V(n); \
	lvx n, r1, index

/* Leaves the return address in r6: the hint. Clobbers r0, r10, r11. */
#define PUSH_CALLEE_SAVED \
	mflr r6; \
	mfcr r0; \
	std r6, FRAME_LR(r1); \
	.cfi_offset DW_LR, FRAME_LR; \
	.cfi_offset DW_CTR, FRAME_LR; \
	stw r0, FRAME_CR(r1); \
	.cfi_offset DW_CR(2), FRAME_CR; \
	.cfi_offset DW_CR(3), FRAME_CR; \
	.cfi_offset DW_CR(4), FRAME_CR; \
	stdu r1, -NATIVE_FRAME(r1); \
	.cfi_def_cfa_offset NATIVE_FRAME; \
	PUSH_R(14); \
	PUSH_R(15); \
	PUSH_R(16); \
	PUSH_R(17); \
	PUSH_R(18); \
	PUSH_R(19); \
	PUSH_R(20); \
	PUSH_R(21); \
	PUSH_R(22); \
	PUSH_R(23); \
	PUSH_R(24); \
	PUSH_R(25); \
	PUSH_R(26); \
	PUSH_R(27); \
	PUSH_R(28); \
	PUSH_R(29); \
	PUSH_R(30); \
	PUSH_R(31); \
	PUSH_F(14); \
	PUSH_F(15); \
	PUSH_F(16); \
	PUSH_F(17); \
	PUSH_F(18); \
	PUSH_F(19); \
	PUSH_F(20); \
	PUSH_F(21); \
	PUSH_F(22); \
	PUSH_F(23); \
	PUSH_F(24); \
	PUSH_F(25); \
	PUSH_F(26); \
	PUSH_F(27); \
	PUSH_F(28); \
	PUSH_F(29); \
	PUSH_F(30); \
	PUSH_F(31); \
	PUSH_V(20, r10); \
	PUSH_V(21, r11); \
	PUSH_V(22, r10); \
	PUSH_V(23, r11); \
	PUSH_V(24, r10); \
	PUSH_V(25, r11); \
	PUSH_V(26, r10); \
	PUSH_V(27, r11); \
	PUSH_V(28, r10); \
	PUSH_V(29, r11); \
	PUSH_V(30, r10); \
	PUSH_V(31, r11); \
	mfvrsave r0; \
	stw r0, NATIVE_VRSAVE(r1)

/* Leaves the return address in r0, too. Clobbers r10, r11. */
#define POP_CALLEE_SAVED \
	lwz r0, NATIVE_VRSAVE(r1); \
	lwz r10, NATIVE_FRAME+FRAME_CR(r1); \
	mtvrsave r0; \
	mtocrf 0x20, r10; \
	mtocrf 0x10, r10; \
	mtocrf 0x08, r10; \
	POP_V(20, r10); \
	POP_V(21, r11); \
	POP_V(22, r10); \
	POP_V(23, r11); \
	POP_V(24, r10); \
	POP_V(25, r11); \
	POP_V(26, r10); \
	POP_V(27, r11); \
	POP_V(28, r10); \
	POP_V(29, r11); \
	POP_V(30, r10); \
	POP_V(31, r11); \
	POP_F(14); \
	POP_F(15); \
	POP_F(16); \
	POP_F(17); \
	POP_F(18); \
	POP_F(19); \
	POP_F(20); \
	POP_F(21); \
	POP_F(22); \
	POP_F(23); \
	POP_F(24); \
	POP_F(25); \
	POP_F(26); \
	POP_F(27); \
	POP_F(28); \
	POP_F(29); \
	POP_F(30); \
	POP_F(31); \
	ld r0, NATIVE_FRAME+FRAME_LR(r1); \
	POP_R(14); \
	POP_R(15); \
	POP_R(16); \
	POP_R(17); \
	POP_R(18); \
	POP_R(19); \
	POP_R(20); \
	POP_R(21); \
	POP_R(22); \
	POP_R(23); \
	POP_R(24); \
	POP_R(25); \
	POP_R(26); \
	POP_R(27); \
	POP_R(28); \
	POP_R(29); \
	POP_R(30); \
	POP_R(31); \
	mtlr r0; \
	addi r1, r1, NATIVE_FRAME; \
	.cfi_def_cfa_offset 0; \
	CFI_NATIVE_LIVE

#define CFI_NATIVE_LIVE \
	.cfi_restore 14; \
	.cfi_restore 15; \
	.cfi_restore 16; \
	.cfi_restore 17; \
	.cfi_restore 18; \
	.cfi_restore 19; \
	.cfi_restore 20; \
	.cfi_restore 21; \
	.cfi_restore 22; \
	.cfi_restore 23; \
	.cfi_restore 24; \
	.cfi_restore 25; \
	.cfi_restore 26; \
	.cfi_restore 27; \
	.cfi_restore 28; \
	.cfi_restore 29; \
	.cfi_restore 30; \
	.cfi_restore 31; \
	.cfi_restore DW_F(14); \
	.cfi_restore DW_F(15); \
	.cfi_restore DW_F(16); \
	.cfi_restore DW_F(17); \
	.cfi_restore DW_F(18); \
	.cfi_restore DW_F(19); \
	.cfi_restore DW_F(20); \
	.cfi_restore DW_F(21); \
	.cfi_restore DW_F(22); \
	.cfi_restore DW_F(23); \
	.cfi_restore DW_F(24); \
	.cfi_restore DW_F(25); \
	.cfi_restore DW_F(26); \
	.cfi_restore DW_F(27); \
	.cfi_restore DW_F(28); \
	.cfi_restore DW_F(29); \
	.cfi_restore DW_F(30); \
	.cfi_restore DW_F(31); \
	.cfi_restore DW_V(20); \
	.cfi_restore DW_V(21); \
	.cfi_restore DW_V(22); \
	.cfi_restore DW_V(23); \
	.cfi_restore DW_V(24); \
	.cfi_restore DW_V(25); \
	.cfi_restore DW_V(26); \
	.cfi_restore DW_V(27); \
	.cfi_restore DW_V(28); \
	.cfi_restore DW_V(29); \
	.cfi_restore DW_V(30); \
	.cfi_restore DW_V(31); \
	.cfi_restore DW_CR(2); \
	.cfi_restore DW_CR(3); \
	.cfi_restore DW_CR(4); \
	.cfi_restore DW_LR; \
	.cfi_register DW_CTR, DW_LR

/* r9 = the target's stack pointer, r12 = its program counter. */
#define LOAD_NATIVE_TARGET \
	ld r9, CTX_SP(r4); \
	ld r12, CTX_PC(r4)

/* Where the context at r3 goes on, and what it is left with. Leaves r11 = that. */
#define SUSPEND_AT(label) \
	LOAD_ADDRESS(r11, label); \
	std r1, CTX_SP(r3); \
	std r11, CTX_PC(r3)

/*
 * A context that was suspended elsewhere than here: with its stack pointer the
 * caller is the code at r12 with, as far as we know, these registers.
 */
#define RESUME_ELSEWHERE \
	SET_CTR; \
	mr r1, r9; \
	LEAVE_FOR_ELSEWHERE
#define LEAVE_FOR_ELSEWHERE \
	.cfi_def_cfa r1, 0; \
	CFI_NATIVE_LIVE; \
	CFI_RESUMES_AT_R12; \
	bctr

/* To the address in r0 and LR: by a return if that was predicted. */
#define RETURN_TO_R0 \
	cmpd r0, r6; \
	beqlr; \
	mtctr r0; \
	bctr

/* The end of a switch. */
#define RETURN_VALUE \
	mr r3, r5; \
	RETURN_TO_R0
