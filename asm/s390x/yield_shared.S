/*
 * fastctx_yield() to another coroutine where one of the two is on a shared stack, and
 * neither has other extras.
 *
 * r2 = the running coroutine, r3 = value, r5 = where its thread's word is, from the
 * thread pointer. `set_off_back` is what `set_off` is to resume_shared.S.
 */
#include "coroutine.h"

	BEGIN(yield_shared)
	SET_OFF({set_off_back}, 12f)
	LOAD_THREAD_POINTER(%r1)
	la	%r5, 0(%r5, %r1)
	lg	%r1, {previous}(%r2)
	mviy	{state}(%r2), SUSPENDED
	mviy	{state}(%r1), RUNNING
	stg	%r1, 0(%r5)
	.cfi_remember_state
	SUSPEND_WITH_VALUE({context}, fastctx_asm_yield_goes_on)
	LOAD_NATIVE_TARGET_AT(0, %r4)
	lgr	%r6, %r4
	LOAD_VALUE
	lgr	%r3, %r6
	RESUME_ELSEWHERE
	.cfi_restore_state
12:	lgr	%r2, %r4
	br	%r14
	END_FUNCTION
