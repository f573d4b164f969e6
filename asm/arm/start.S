/*
 * Where a coroutine starts when it is first resumed, and where its entry function
 * returns to. Resumed as native.h tells; its stack is empty and aligned.
 *
 * r4 = the coroutine.
 *
 * Straight through without extras, which the resumer must not have either at the
 * end; `begin` and `end` are the general case, in Rust.
 *
 * Nothing called this code: unwinding ends here (an undefined return address, and
 * .cantunwind).
 */
#include "native.h"

	FUNCTION(start)
	.cfi_undefined lr
	sub	r4, r1, #{context}
	mov	r3, #1
	strb	r3, [r4, #{has_started}]
	ldrb	r3, [r4, #{state}+1]	/* its extras */
	cmp	r3, #0
	bne	4f
1:	ldr	r3, [r4, #{entry}]
	ldr	r0, [r4, #{arg}]
	mov	r1, r2
	mov	r7, #0			/* the last frame pointers */
	mov	r11, #0
	blx	r3

	ldrb	r3, [r4, #{state}+1]
	cmp	r3, #0
	bne	6f
	LOAD_VARIABLE(r5, {coroutine_word})
	cmp	r5, #0
	beq	6f
	UNLESS_THREAD_POINTER(r6, 6f)
	ldr	r6, [r4, #{previous}]
	cmp	r6, #0
	bne	5f
2:	mov	r3, #DEAD
	strb	r3, [r4, #{state}]
	READ_THREAD_POINTER(r3)
	str	r6, [r3, r5]
3:	mov	r2, r0
	add	r1, r4, #{resumer}
	ldr	r12, [r1, #CTX_SP]
	ldr	r3, [r1, #CTX_PC]
	mov	sp, r12
	.cfi_remember_state
	LEAVE_FOR_ELSEWHERE
	.cfi_restore_state

4:	mov	r5, r2
	mov	r0, r4
	bl	{begin}
	mov	r2, r5
	b	1b

5:	ldrb	r3, [r6, #{state}+1]
	cmp	r3, #0
	bne	6f
	mov	r3, #RUNNING
	strb	r3, [r6, #{state}]
	b	2b
6:	mov	r1, r0
	mov	r0, r4
	bl	{end}
	b	3b
	END_FUNCTION
