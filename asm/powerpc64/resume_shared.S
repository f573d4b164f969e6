/*
 * fastctx_resume() of a suspended coroutine where it or its resumer is on a shared
 * stack, and neither has other extras; `resume_in_general` is for the others.
 *
 * r3 = co, r4 = value. `set_off` makes the stacks ready and tells the context to go
 * to, or a negative errno; `come_back` is told when we are back. Both return to
 * here, so that again nothing but a switch is between the two parties.
 */
#include "coroutine.h"

	BEGIN(resume_shared)
	LOAD_VARIABLE(ld, r7, {coroutine_word})
	cmpdi	r7, 0
	beq	8f
	ldx	r8, r13, r7		/* who resumes it, if a coroutine does */
	cmpdi	r8, 0
	beq	1f
	lbz	r10, {state}+1(r8)
	andi.	r10, r10, ON_SHARED_STACK - 1
	bne	8f
1:	SET_OFF({set_off})
	bge	12f
	ldx	r11, r13, r7
	cmpdi	r11, 0
	beq	2f
	li	r10, NORMAL
	stb	r10, {state}(r11)
2:	ld	r9, CTX_SP(r8)
	ld	r12, CTX_PC(r8)
	li	r10, RUNNING
	std	r11, {previous}(r3)
	stb	r10, {state}(r3)
	stdx	r3, r13, r7
	LOAD_VALUE
	.cfi_remember_state
	SUSPEND_WITH_VALUE({resumer}, 3f)
	mr	r4, r8
	.cfi_remember_state
	RESUME_ELSEWHERE
	.cfi_restore_state

	/* Back: r4 = its resumer, which we are. What is kept over the call is in
	 * registers that are about to be restored. */
3:	SET_TOC(3b)
	mr	r31, r4
	mr	r30, r5
	mr	r29, r6
	addi	r3, r4, -{resumer}
	CALL({come_back})
	lbz	r3, {state}-{resumer}(r31)
	mr	r5, r30
	mr	r6, r29
	RESULT_OF_STATE(r3)
	GO_ON

	.cfi_restore_state
8:	b	{resume_in_general}
12:	mr	r3, r8
	blr
	END_FUNCTION
