/*
 * fastctx_resume() of a suspended coroutine on a shared stack that has no other
 * extras, by a thread or by a coroutine without any; whoever has some goes to
 * `resume_in_general`.
 *
 * x0 = co, x1 = value. `enter_shared` brings the live part to the stack, and
 * `leave_shared` tells the stack when we are back: both return to here, so
 * that again nothing but a switch is between the program and the coroutine.
 */
#include "coroutine.h"

	BEGIN(resume_shared)
	adrp	x5, {coroutine_word}
	ldr	x5, [x5, #:lo12:{coroutine_word}]
	cbz	x5, 8f
	mrs	x6, tpidr_el0
	ldr	x7, [x6, x5]		/* who resumes it, if a coroutine does */
	cbz	x7, 1f
	ldrb	w4, [x7, #{state}+1]	/* its extras */
	cbnz	w4, 8f
1:	PACIASP
	.cfi_negate_ra_state
	stp	x29, x30, [sp, #-32]!
	.cfi_def_cfa_offset 32
	.cfi_offset x29, -32
	.cfi_offset x30, -24
	mov	x29, sp
	stp	x0, x1, [sp, #16]
	bl	{enter_shared}
	mov	w4, w0
	ldp	x0, x1, [sp, #16]
	ldp	x29, x30, [sp], #32
	.cfi_def_cfa_offset 0
	.cfi_restore x29
	.cfi_restore x30
	AUTIASP
	.cfi_negate_ra_state
	cbnz	w4, 12f
	adrp	x5, {coroutine_word}
	ldr	x5, [x5, #:lo12:{coroutine_word}]
	mrs	x6, tpidr_el0
	ldr	x7, [x6, x5]
	cbz	x7, 2f
	mov	w4, #NORMAL
	strb	w4, [x7, #{state}]
2:	ldp	x9, x16, [x0, #{context}+CTX_SP]
	mov	w4, #RUNNING
	str	x7, [x0, #{previous}]
	strb	w4, [x0, #{state}]
	str	x0, [x6, x5]
	mov	x3, x30
	LOAD_VALUE
	.cfi_remember_state
	SUSPEND_WITH_VALUE({resumer}, 3f)
	add	x1, x0, #{context}
	.cfi_remember_state
	RESUME_ELSEWHERE
	.cfi_restore_state

	/* Back: x1 = its resumer, which we are. What is kept over the call is in
	 * registers that are about to be restored. */
3:	BTI_J
	mov	x19, x1
	mov	x20, x2
	sub	x0, x1, #{resumer}
	bl	{leave_shared}
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
