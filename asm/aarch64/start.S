/*
 * Where a coroutine starts when it is first resumed, and where its entry function
 * returns to. Resumed as native.h tells; its stack is empty and aligned.
 *
 * x19 = the coroutine.
 *
 * Straight through without extras, which the resumer must not have either at the
 * end; `begin` and `end` are the general case, in Rust.
 *
 * Nothing called this code: unwinding ends here (an undefined return address).
 */
#include "native.h"

	BEGIN(start)
	.cfi_undefined x30
	BTI_J
	sub	x19, x1, #{context}
	mov	w4, #1
	strb	w4, [x19, #{has_started}]
	ldrb	w4, [x19, #{state}+1]	/* its extras */
	cbnz	w4, 4f
1:	ldr	x8, [x19, #{entry}]
	ldr	x0, [x19, #{arg}]
	mov	x1, x2
	mov	x29, #0			/* the last frame pointer */
	blr	x8

	ldrb	w4, [x19, #{state}+1]
	cbnz	w4, 6f
	adrp	x5, {coroutine_word}
	ldr	x5, [x5, #:lo12:{coroutine_word}]
	cbz	x5, 6f
	ldr	x7, [x19, #{previous}]
	cbnz	x7, 5f
2:	mov	w4, #DEAD
	strb	w4, [x19, #{state}]
	mrs	x6, tpidr_el0
	str	x7, [x6, x5]
3:	mov	x2, x0
	add	x1, x19, #{resumer}
	mov	x3, #0
	ldp	x9, x17, [x1, #CTX_SP]
	mov	sp, x9
	.cfi_remember_state
	LEAVE_FOR_ELSEWHERE
	.cfi_restore_state

4:	mov	x20, x2
	mov	x0, x19
	bl	{begin}
	mov	x2, x20
	b	1b

5:	ldrb	w4, [x7, #{state}+1]
	cbnz	w4, 6f
	mov	w4, #RUNNING
	strb	w4, [x7, #{state}]
	b	2b
6:	mov	x1, x0
	mov	x0, x19
	bl	{end}
	b	3b
	END_FUNCTION
