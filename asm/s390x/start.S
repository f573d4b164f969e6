/*
 * Where a coroutine starts when it is first resumed, and where its entry function
 * returns to. Resumed as native.h tells; its stack is empty and aligned.
 *
 * r6 = the coroutine.
 *
 * Straight through without extras, which the resumer must not have either at the
 * end; `begin` and `end` are the general case, in Rust.
 *
 * Nothing called this code: unwinding ends here (an undefined return address).
 */
#include "native.h"

	BEGIN(start)
	.cfi_undefined %r14
	BEGIN_STACK
	lay	%r6, -{context}(%r3)
	mviy	{has_started}(%r6), 1
	cliy	{state}+1(%r6), 0	/* its extras */
	jne	4f
1:	lg	%r1, {entry}(%r6)
	lg	%r2, {arg}(%r6)
	lgr	%r3, %r4
	basr	%r14, %r1

	cliy	{state}+1(%r6), 0
	jne	6f
	lgrl	%r5, {coroutine_word}
	cgije	%r5, 0, 6f
	lg	%r4, {previous}(%r6)
	cgijne	%r4, 0, 5f
2:	mviy	{state}(%r6), DEAD
	LOAD_THREAD_POINTER(%r1)
	stg	%r4, 0(%r5, %r1)
3:	lgr	%r4, %r2
	la	%r3, {resumer}(%r6)
	lghi	%r5, 0
	LOAD_NATIVE_TARGET
	lgr	%r15, %r0
	.cfi_remember_state
	LEAVE_FOR_ELSEWHERE
	.cfi_restore_state

4:	lgr	%r7, %r4
	lgr	%r2, %r6
	brasl	%r14, {begin}
	lgr	%r4, %r7
	j	1b

5:	cliy	{state}+1(%r4), 0
	jne	6f
	mviy	{state}(%r4), RUNNING
	j	2b
6:	lgr	%r3, %r2
	lgr	%r2, %r6
	brasl	%r14, {end}
	j	3b
	END_FUNCTION
