/*
 * fastctx_resume() of a suspended coroutine where it or its resumer is on a shared
 * stack, and neither has other extras; `resume_in_general` is for the others.
 *
 * r2 = co, r3 = value. `set_off` makes the stacks ready and tells the context to go
 * to, or a negative errno; `come_back` is told when we are back. Both return to
 * here, so that again nothing but a switch is between the two parties.
 */
#include "coroutine.h"

	BEGIN(resume_shared)
	LOAD_COROUTINE_WORD(8f)
	lg	%r4, 0(%r5)		/* who resumes it, if a coroutine does */
	cgije	%r4, 0, 1f
	tmy	{state}+1(%r4), ON_SHARED_STACK - 1
	jne	8f
1:	SET_OFF({set_off}, 12f)
	LOAD_COROUTINE_WORD(8f)
	lg	%r1, 0(%r5)
	cgije	%r1, 0, 2f
	mviy	{state}(%r1), NORMAL
2:	stg	%r1, {previous}(%r2)
	mviy	{state}(%r2), RUNNING
	stg	%r2, 0(%r5)
	.cfi_remember_state
	SUSPEND_WITH_VALUE({resumer}, 3f)
	LOAD_NATIVE_TARGET_AT(0, %r4)
	lgr	%r6, %r4
	LOAD_VALUE
	lgr	%r3, %r6
	.cfi_remember_state
	RESUME_ELSEWHERE
	.cfi_restore_state

	/* Back: r3 = its resumer, which we are. What is kept over the call is in
	 * registers that are about to be restored. */
3:	lgr	%r6, %r3
	lgr	%r7, %r4
	lay	%r2, -{resumer}(%r3)
	aghi	%r15, -SAVE_AREA
	.cfi_def_cfa_offset 2 * SAVE_AREA
	CFI_STACK_POINTER_IN_CFA
	brasl	%r14, {come_back}
	aghi	%r15, SAVE_AREA
	.cfi_def_cfa_offset SAVE_AREA
	.cfi_restore %r15
	lgr	%r4, %r7
	lghi	%r2, 0
	cliy	{state}-{resumer}(%r6), DEAD
	je	2f
	lghi	%r2, 1			/* FASTCTX_YIELDED */
2:	GO_ON

	.cfi_restore_state
8:	jg	{resume_in_general}
12:	lgr	%r2, %r4
	br	%r14
	END_FUNCTION
