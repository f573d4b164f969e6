/*
 * int fastctx_yield(void **value)
 *
 * r0 = value. Straight through from a coroutine without extras to a resumer
 * without; `yield_in_general` is the same in Rust, for all the others. yield_shared.S
 * is for parties on shared stacks without other extras.
 *
 * r0 = the coroutine, r1 = value, r2 = where its thread's word is, from the thread
 * pointer, r3 = who resumed it.
 */
#include "coroutine.h"

	FUNCTION(yield)
	mov	r1, r0
	LOAD_VARIABLE(r2, {coroutine_word})
	cmp	r2, #0
	beq	7f
	UNLESS_THREAD_POINTER(r12, 7f)
	READ_THREAD_POINTER(r12)
	ldr	r0, [r12, r2]
	cmp	r0, #0
	beq	7f
	ldrb	r12, [r0, #{state}+1]	/* its extras, and being cancelled is one */
	ldr	r3, [r0, #{previous}]
	cmp	r3, #0
	bne	5f
	bics	r12, r12, #ON_SHARED_STACK
	bne	7f
1:	ldr	r12, [r0, #{resumer}+CTX_SP]
	PUSH_CALLEE_SAVED(r1)
	READ_THREAD_POINTER(r4)
	mov	r5, #SUSPENDED
	strb	r5, [r0, #{state}]
	str	r3, [r4, r2]
	LOAD_VALUE
	ldr	r3, [r0, #{resumer}+CTX_PC]
	SUSPEND_AT(#{context}, 3f)
	add	r1, r0, #{resumer}
	LOAD_ADDRESS(r5, fastctx_asm_resume_goes_on)
	SET_THUMB_BIT(r5)
	cmp	r3, r5
	.cfi_remember_state
	bne	6f
	mov	sp, r12
	mov	r0, #1			/* FASTCTX_YIELDED */
2:	GO_ON

	/* Back, by resume.S or whatever else: r1 = our context. */
	.cfi_restore_state
	.cfi_remember_state
	.globl	fastctx_asm_yield_goes_on
	.hidden	fastctx_asm_yield_goes_on
fastctx_asm_yield_goes_on:
3:	ldr	r0, [r1, #{yield_result}-{context}]
	b	2b
	.cfi_restore_state

	.cfi_remember_state
6:	RESUME_ELSEWHERE
	.cfi_restore_state

	.cfi_def_cfa sp, 0
	CFI_NATIVE_LIVE
5:	cmp	r12, #0
	bne	10f
	ldrb	r12, [r3, #{state}+1]
	cmp	r12, #0
	bne	11f
	mov	r12, #RUNNING
	strb	r12, [r3, #{state}]
	b	1b
10:	bics	r12, r12, #ON_SHARED_STACK
	bne	7f
	ldrb	r12, [r3, #{state}+1]
11:	bics	r12, r12, #ON_SHARED_STACK
	bne	7f
	b	{yield_shared}
7:	mov	r0, r1
	b	{yield_in_general}
	END_FUNCTION
