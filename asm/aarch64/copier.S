/*
 * Where the copier of a shared stack starts: below the live parts of the one that has
 * just left the stack and the one that comes. Resumed as native.h tells, with
 * nothing on its stack. `copy` changes the live parts and tells who goes on.
 *
 * Nothing called this code: unwinding ends here (an undefined return address).
 */
#include "native.h"

	BEGIN(copier)
	.cfi_undefined x30
	BTI_J
	sub	x0, x1, #{copier}
	mov	x1, x2
	mov	x19, x2
	mov	x29, #0			/* the last frame pointer */
	bl	{copy}
	mov	x1, x0
	mov	x2, x19
	mov	x3, #0
	ldp	x9, x17, [x1, #CTX_SP]
	mov	sp, x9
	LEAVE_FOR_ELSEWHERE
	END_FUNCTION
