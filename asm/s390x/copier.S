/*
 * Where the copier of a shared stack starts: below the live parts of the one that has
 * just left the stack and the one that comes. Resumed as native.h tells, with
 * nothing on its stack. `copy` changes the live parts and tells who goes on.
 *
 * Nothing called this code: unwinding ends here (an undefined return address).
 */
#include "native.h"

	BEGIN(copier)
	.cfi_undefined %r14
	BEGIN_STACK
	lay	%r2, -{copier}(%r3)
	lgr	%r3, %r4
	lgr	%r6, %r4
	brasl	%r14, {copy}
	lgr	%r3, %r2
	lgr	%r4, %r6
	lghi	%r5, 0
	LOAD_NATIVE_TARGET
	lgr	%r15, %r0
	LEAVE_FOR_ELSEWHERE
	END_FUNCTION
