/*
 * int fastctx_resume(fastctx_co_t *co, void **value)
 *
 * x0 = co, x1 = value. Straight through for a suspended coroutine without
 * extras, resumed by a thread or another such coroutine; `resume_in_general` is
 * the same in Rust, for all the others and for every refusal. resume_shared.S is
 * for parties on shared stacks without other extras.
 */
#include "coroutine.h"

	FUNCTION(resume)
	cbz	x0, 8f
	ldrh	w4, [x0, #{state}]	/* suspended, no extras */
	cbnz	w4, 10f
	adrp	x5, {coroutine_word}
	ldr	x5, [x5, #:lo12:{coroutine_word}]
	cbz	x5, 8f
	mrs	x6, tpidr_el0
	ldp	x9, x17, [x0, #{context}+CTX_SP]
	ldr	x7, [x6, x5]		/* who resumes it, if a coroutine does */
	cbnz	x7, 7f
1:	mov	w4, #RUNNING
	str	x7, [x0, #{previous}]
	strb	w4, [x0, #{state}]
	str	x0, [x6, x5]
	mov	x3, x30
	LOAD_VALUE
	SUSPEND_WITH_VALUE({resumer}, 3f)
	add	x1, x0, #{context}
	adrp	x11, fastctx_asm_yield_goes_on
	add	x11, x11, #:lo12:fastctx_asm_yield_goes_on
	cmp	x17, x11
	.cfi_remember_state
	b.ne	6f
	mov	sp, x9
	ldr	w0, [x0, #{yield_result}]
2:	GO_ON

	/* Back, by yield.S or whatever else: x1 = its resumer, which we are. */
	.cfi_restore_state
	.cfi_remember_state
	.globl	fastctx_asm_resume_goes_on
	.hidden	fastctx_asm_resume_goes_on
fastctx_asm_resume_goes_on:
3:	BTI_J
4:	ldurb	w0, [x1, #{state}-{resumer}]
	cmp	w0, #DEAD
	cset	w0, ne			/* FASTCTX_YIELDED */
	b	2b
	.cfi_restore_state

	.cfi_remember_state
6:	GO_IF_SHADOW_STACKS(9f)
	RESUME_ELSEWHERE

	.cfi_restore_state
	.cfi_remember_state
9:	SUSPEND_WITH_SHADOW_STACK({resumer}, 12f)
	RESUME_ELSEWHERE

	.cfi_restore_state
	.cfi_remember_state
12:	COME_BACK_TO_SHADOW_STACK
	b	4b
	.cfi_restore_state

	.cfi_def_cfa sp, 0
	CFI_NATIVE_LIVE
	.cfi_negate_ra_state
7:	ldrb	w4, [x7, #{state}+1]	/* its extras */
	cbnz	w4, 11f
	mov	w4, #NORMAL
	strb	w4, [x7, #{state}]
	b	1b
10:	tst	w4, #((ON_SHARED_STACK << 8) - 1)
	b.ne	8f
11:	b	{resume_shared}
8:	b	{resume_in_general}
	END_FUNCTION
