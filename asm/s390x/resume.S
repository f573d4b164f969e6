/*
 * int fastctx_resume(fastctx_co_t *co, void **value)
 *
 * r2 = co, r3 = value. Straight through for a suspended coroutine without
 * extras, resumed by a thread or another such coroutine; `resume_in_general` is
 * the same in Rust, for all the others and for every refusal. resume_shared.S is
 * for parties on shared stacks without other extras.
 */
#include "coroutine.h"

	FUNCTION(resume)
	cgije	%r2, 0, 8f
	cliy	{state}(%r2), SUSPENDED
	jne	8f
	cliy	{state}+1(%r2), 0	/* no extras */
	jne	10f
	LOAD_COROUTINE_WORD(8f)
	lg	%r4, 0(%r5)		/* who resumes it, if a coroutine does */
	LOAD_NATIVE_TARGET_AT({context}, %r2)
	cgijne	%r4, 0, 7f
1:	stg	%r4, {previous}(%r2)
	mviy	{state}(%r2), RUNNING
	stg	%r2, 0(%r5)
	LOAD_VALUE
	SUSPEND_WITH_VALUE({resumer}, 3f)
	la	%r3, {context}(%r2)
	larl	%r5, fastctx_asm_yield_goes_on
	.cfi_remember_state
	cgrjne	%r1, %r5, 6f
	lgr	%r15, %r0
	lgf	%r2, {yield_result}(%r2)
2:	GO_ON

	/* Back, by yield.S or whatever else: r3 = its resumer, which we are. */
	.cfi_restore_state
	.cfi_remember_state
	.globl	fastctx_asm_resume_goes_on
	.hidden	fastctx_asm_resume_goes_on
fastctx_asm_resume_goes_on:
3:	lghi	%r2, 0
	cliy	{state}-{resumer}(%r3), DEAD
	je	2b
	lghi	%r2, 1			/* FASTCTX_YIELDED */
	j	2b
	.cfi_restore_state

	.cfi_remember_state
6:	RESUME_ELSEWHERE
	.cfi_restore_state

	CFI_NATIVE_LIVE
7:	cliy	{state}+1(%r4), 0	/* its extras */
	jne	11f
	mviy	{state}(%r4), NORMAL
	j	1b
10:	tmy	{state}+1(%r2), ON_SHARED_STACK - 1
	jne	8f
11:	jg	{resume_shared}
8:	jg	{resume_in_general}
	END_FUNCTION
