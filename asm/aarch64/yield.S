/*
 * int fastctx_yield(void **value)
 *
 * x0 = value. Straight through from a coroutine without extras to a resumer
 * without; `yield_in_general` is the same in Rust, for all the others. yield_shared.S
 * is for parties on shared stacks without other extras.
 */
#include "coroutine.h"

	FUNCTION(yield)
	mov	x1, x0
	adrp	x5, {coroutine_word}
	ldr	x5, [x5, #:lo12:{coroutine_word}]
	cbz	x5, 7f
	mrs	x6, tpidr_el0
	ldr	x0, [x6, x5]
	cbz	x0, 7f
	ldrb	w4, [x0, #{state}+1]	/* its extras, and being cancelled is one */
	ldr	x7, [x0, #{previous}]
	ldp	x9, x17, [x0, #{resumer}+CTX_SP]
	cbnz	x7, 5f
	tst	w4, #(ON_SHARED_STACK - 1)
	b.ne	7f
1:	mov	w4, #SUSPENDED
	strb	w4, [x0, #{state}]
	str	x7, [x6, x5]
	mov	x3, x30
	LOAD_VALUE
	SUSPEND_WITH_VALUE({context}, 3f)
	add	x1, x0, #{resumer}
	adrp	x11, fastctx_asm_resume_goes_on
	add	x11, x11, #:lo12:fastctx_asm_resume_goes_on
	cmp	x17, x11
	.cfi_remember_state
	b.ne	6f
	mov	sp, x9
	mov	w0, #1			/* FASTCTX_YIELDED */
2:	GO_ON

	/* Back, by resume.S or whatever else: x1 = our context. */
	.cfi_restore_state
	.cfi_remember_state
	.globl	fastctx_asm_yield_goes_on
	.hidden	fastctx_asm_yield_goes_on
fastctx_asm_yield_goes_on:
3:	BTI_J
4:	ldr	w0, [x1, #{yield_result}-{context}]
	b	2b
	.cfi_restore_state

	.cfi_remember_state
6:	GO_IF_SHADOW_STACKS(9f)
	RESUME_ELSEWHERE

	.cfi_restore_state
	.cfi_remember_state
9:	SUSPEND_WITH_SHADOW_STACK({context}, 11f)
	RESUME_ELSEWHERE

	.cfi_restore_state
	.cfi_remember_state
	.globl	fastctx_asm_yield_goes_on_by_shadow_stack
	.hidden	fastctx_asm_yield_goes_on_by_shadow_stack
fastctx_asm_yield_goes_on_by_shadow_stack:
11:	COME_BACK_TO_SHADOW_STACK
	b	4b
	.cfi_restore_state

	.cfi_def_cfa sp, 0
	CFI_NATIVE_LIVE
	.cfi_negate_ra_state
5:	ldrb	w8, [x7, #{state}+1]
	orr	w4, w4, w8
	cbnz	w4, 10f
	mov	w4, #RUNNING
	strb	w4, [x7, #{state}]
	b	1b
10:	tst	w4, #(ON_SHARED_STACK - 1)
	b.ne	7f
	b	{yield_shared}
7:	mov	x0, x1
	b	{yield_in_general}
	END_FUNCTION
