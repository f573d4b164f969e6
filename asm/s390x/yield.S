/*
 * int fastctx_yield(void **value)
 *
 * r2 = value. Straight through from a coroutine without extras to a resumer
 * without; `yield_in_general` is the same in Rust, for all the others. yield_shared.S
 * is for parties on shared stacks without other extras.
 */
#include "coroutine.h"

	FUNCTION(yield)
	lgr	%r3, %r2
	LOAD_COROUTINE_WORD(7f)
	lg	%r2, 0(%r5)
	cgije	%r2, 0, 7f
	lg	%r4, {previous}(%r2)
	LOAD_NATIVE_TARGET_AT({resumer}, %r2)
	cgijne	%r4, 0, 5f
	tmy	{state}+1(%r2), ON_SHARED_STACK - 1	/* its extras, and being cancelled is one */
	jne	7f
1:	mviy	{state}(%r2), SUSPENDED
	stg	%r4, 0(%r5)
	LOAD_VALUE
	SUSPEND_WITH_VALUE({context}, 3f)
	la	%r3, {resumer}(%r2)
	larl	%r5, fastctx_asm_resume_goes_on
	.cfi_remember_state
	cgrjne	%r1, %r5, 6f
	lgr	%r15, %r0
	lghi	%r2, 1			/* FASTCTX_YIELDED */
2:	GO_ON

	/* Back, by resume.S or whatever else: r3 = our context. */
	.cfi_restore_state
	.cfi_remember_state
	.globl	fastctx_asm_yield_goes_on
	.hidden	fastctx_asm_yield_goes_on
fastctx_asm_yield_goes_on:
3:	lgf	%r2, {yield_result}-{context}(%r3)
	j	2b
	.cfi_restore_state

	.cfi_remember_state
6:	RESUME_ELSEWHERE
	.cfi_restore_state

	CFI_NATIVE_LIVE
5:	cliy	{state}+1(%r2), 0
	jne	10f
	cliy	{state}+1(%r4), 0
	jne	10f
	mviy	{state}(%r4), RUNNING
	j	1b
10:	tmy	{state}+1(%r2), ON_SHARED_STACK - 1
	jne	7f
	tmy	{state}+1(%r4), ON_SHARED_STACK - 1
	jne	7f
	lgrl	%r5, {coroutine_word}
	jg	{yield_shared}
7:	lgr	%r2, %r3
	jg	{yield_in_general}
	END_FUNCTION
