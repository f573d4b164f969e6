/*
 * fastctx_resume() of a suspended coroutine where it or its resumer is on a shared
 * stack, and neither has other extras; `resume_in_general` is for the others.
 *
 * x0 = co, x1 = value. `set_off` makes the stacks ready and tells the context to go
 * to, or a negative errno; `come_back` is told when we are back. Both return to
 * here, so that again nothing but a switch is between the two parties.
 */
#include "coroutine.h"

	BEGIN(resume_shared)
	adrp	x5, {coroutine_word}
	ldr	x5, [x5, #:lo12:{coroutine_word}]
	cbz	x5, 8f
	mrs	x6, tpidr_el0
	ldr	x7, [x6, x5]		/* who resumes it, if a coroutine does */
	cbz	x7, 1f
	ldrb	w4, [x7, #{state}+1]
	tst	w4, #(ON_SHARED_STACK - 1)
	b.ne	8f
1:	SET_OFF({set_off})
	b.hs	12f
	mrs	x6, tpidr_el0
	ldr	x7, [x6, x5]
	cbz	x7, 2f
	mov	w8, #NORMAL
	strb	w8, [x7, #{state}]
2:	ldp	x9, x17, [x4, #CTX_SP]
	mov	w8, #RUNNING
	str	x7, [x0, #{previous}]
	strb	w8, [x0, #{state}]
	str	x0, [x6, x5]
	mov	x3, x30
	LOAD_VALUE
	.cfi_remember_state
	SUSPEND_WITH_VALUE({resumer}, 3f)
	mov	x1, x4
	GO_IF_SHADOW_STACKS(5f)
	.cfi_remember_state
	RESUME_ELSEWHERE

	.cfi_restore_state
	.cfi_remember_state
5:	SUSPEND_WITH_SHADOW_STACK({resumer}, 6f)
	RESUME_ELSEWHERE

	.cfi_restore_state
	.cfi_remember_state
6:	COME_BACK_TO_SHADOW_STACK
	b	4f
	.cfi_restore_state

	/* Back: x1 = its resumer, which we are. What is kept over the call is in
	 * registers that are about to be restored. */
3:	BTI_J
4:	mov	x19, x1
	mov	x20, x2
	sub	x0, x1, #{resumer}
	bl	{come_back}
	mov	x2, x20
	ldurb	w0, [x19, #{state}-{resumer}]
	cmp	w0, #DEAD
	cset	w0, ne			/* FASTCTX_YIELDED */
	GO_ON

	.cfi_restore_state
8:	b	{resume_in_general}
12:	mov	w0, w4
	ret
	END_FUNCTION
