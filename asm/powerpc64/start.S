/*
 * Where a coroutine starts when it is first resumed, and where its entry function
 * returns to. Resumed as native.h tells; its stack is empty and aligned.
 *
 * r31 = the coroutine.
 *
 * Straight through without extras, which the resumer must not have either at the
 * end; `begin` and `end` are the general case, in Rust.
 *
 * Nothing called this code: unwinding ends here (an undefined return address),
 * and so does the back chain.
 */
#include "native.h"

	BEGIN(start)
	.cfi_undefined DW_CTR
	.cfi_undefined DW_LR
	SET_TOC(fastctx_asm_start)
	li	r0, 0
	stdu	r0, -FRAME_ARGUMENTS(r1)
	std	r2, FRAME_TOC(r1)
	addi	r31, r4, -{context}
	li	r10, 1
	stb	r10, {has_started}(r31)
	lbz	r10, {state}+1(r31)	/* its extras */
	cmpwi	r10, 0
	bne	4f
1:	ld	r12, {entry}(r31)
	ld	r3, {arg}(r31)
	mr	r4, r5
	mtctr	r12
	bctrl
	ld	r2, FRAME_TOC(r1)

	lbz	r10, {state}+1(r31)
	cmpwi	r10, 0
	bne	6f
	LOAD_VARIABLE(ld, r7, {coroutine_word})
	cmpdi	r7, 0
	beq	6f
	ld	r8, {previous}(r31)
	cmpdi	r8, 0
	bne	5f
2:	li	r10, DEAD
	stb	r10, {state}(r31)
	stdx	r8, r13, r7
3:	mr	r5, r3
	addi	r4, r31, {resumer}
	li	r6, 0
	LOAD_NATIVE_TARGET
	.cfi_remember_state
	RESUME_ELSEWHERE
	.cfi_restore_state

4:	mr	r30, r5
	mr	r3, r31
	CALL({begin})
	mr	r5, r30
	b	1b

5:	lbz	r10, {state}+1(r8)
	cmpwi	r10, 0
	bne	6f
	li	r10, RUNNING
	stb	r10, {state}(r8)
	b	2b
6:	mr	r4, r3
	mr	r3, r31
	CALL({end})
	b	3b
	END_FUNCTION
