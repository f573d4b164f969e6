/*
 * fastctx_resume() of a suspended coroutine where it or its resumer is on a shared
 * stack, and neither has other extras; `resume_in_general` is for the others.
 *
 * r0 = co, r1 = value. `set_off` makes the stacks ready and tells the context to go
 * to, or a negative errno; `come_back` is told when we are back. Both return to
 * here, so that again nothing but a switch is between the two parties.
 */
#include "coroutine.h"

	FUNCTION(resume_shared)
	LOAD_VARIABLE(r2, {coroutine_word})
	cmp	r2, #0
	beq	8f
	UNLESS_THREAD_POINTER(r12, 8f)
	READ_THREAD_POINTER(r12)
	ldr	r3, [r12, r2]		/* who resumes it, if a coroutine does */
	cmp	r3, #0
	beq	1f
	ldrb	r12, [r3, #{state}+1]
	bics	r12, r12, #ON_SHARED_STACK
	bne	8f
1:	SET_OFF({set_off})
	bhs	12f
	.cfi_remember_state
	PUSH_CALLEE_SAVED(r1)
	READ_THREAD_POINTER(r4)
	ldr	r5, [r4, r2]
	cmp	r5, #0
	beq	2f
	mov	r6, #NORMAL
	strb	r6, [r5, #{state}]
2:	mov	r6, #RUNNING
	str	r5, [r0, #{previous}]
	strb	r6, [r0, #{state}]
	str	r0, [r4, r2]
	LOAD_VALUE
	SUSPEND_AT(#{resumer}, 3f)
	mov	r1, r12
	ldr	r12, [r1, #CTX_SP]
	ldr	r3, [r1, #CTX_PC]
	.cfi_remember_state
	RESUME_ELSEWHERE
	.cfi_restore_state

	/* Back: r1 = its resumer, which we are. What is kept over the call is in
	 * registers that are about to be restored. */
3:	mov	r4, r1
	mov	r5, r2
	sub	r0, r1, #{resumer}
	bl	{come_back}
	mov	r2, r5
	ldrb	r0, [r4, #{state}-{resumer}]
	subs	r0, r0, #DEAD
	it	ne
	movne	r0, #1			/* FASTCTX_YIELDED */
	GO_ON

	.cfi_restore_state
8:	b	{resume_in_general}
12:	mov	r0, r12
	bx	lr
	END_FUNCTION
