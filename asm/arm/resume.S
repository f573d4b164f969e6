/*
 * int fastctx_resume(fastctx_co_t *co, void **value)
 *
 * r0 = co, r1 = value. Straight through for a suspended coroutine without
 * extras, resumed by a thread or another such coroutine; `resume_in_general` is
 * the same in Rust, for all the others and for every refusal. resume_shared.S is
 * for parties on shared stacks without other extras.
 *
 * r2 = where the thread's word is, from the thread pointer; r3 = who resumes.
 */
#include "coroutine.h"

	FUNCTION(resume)
	cmp	r0, #0
	beq	8f
	ldrh	r2, [r0, #{state}]	/* suspended, no extras */
	cmp	r2, #0
	bne	10f
	LOAD_VARIABLE(r2, {coroutine_word})
	cmp	r2, #0
	beq	8f
	UNLESS_THREAD_POINTER(r12, 8f)
	READ_THREAD_POINTER(r12)
	ldr	r3, [r12, r2]		/* who resumes it, if a coroutine does */
	cmp	r3, #0
	bne	7f
1:	ldr	r12, [r0, #{context}+CTX_SP]
	PUSH_CALLEE_SAVED(r1)
	READ_THREAD_POINTER(r4)
	mov	r5, #RUNNING
	str	r3, [r0, #{previous}]
	strb	r5, [r0, #{state}]
	str	r0, [r4, r2]
	LOAD_VALUE
	ldr	r3, [r0, #{context}+CTX_PC]
	SUSPEND_AT(#{resumer}, 3f)
	add	r1, r0, #{context}
	LOAD_ADDRESS(r5, fastctx_asm_yield_goes_on)
	SET_THUMB_BIT(r5)
	cmp	r3, r5
	.cfi_remember_state
	bne	6f
	mov	sp, r12
	ldr	r0, [r0, #{yield_result}]
2:	GO_ON

	/* Back, by yield.S or whatever else: r1 = its resumer, which we are. */
	.cfi_restore_state
	.cfi_remember_state
	.globl	fastctx_asm_resume_goes_on
	.hidden	fastctx_asm_resume_goes_on
fastctx_asm_resume_goes_on:
3:	ldrb	r0, [r1, #{state}-{resumer}]
	subs	r0, r0, #DEAD
	it	ne
	movne	r0, #1			/* FASTCTX_YIELDED */
	b	2b
	.cfi_restore_state

	.cfi_remember_state
6:	RESUME_ELSEWHERE
	.cfi_restore_state

	.cfi_def_cfa sp, 0
	CFI_NATIVE_LIVE
7:	ldrb	r12, [r3, #{state}+1]	/* its extras */
	cmp	r12, #0
	bne	11f
	mov	r12, #NORMAL
	strb	r12, [r3, #{state}]
	b	1b
10:	bics	r2, r2, #(ON_SHARED_STACK << 8)
	bne	8f
11:	b	{resume_shared}
8:	b	{resume_in_general}
	END_FUNCTION
