/*
 * Where the copier of a shared stack starts: below the live parts of the one that has
 * just left the stack and the one that comes. Resumed as native.h tells, with
 * nothing on its stack. `copy` changes the live parts and tells who goes on.
 *
 * Nothing called this code: unwinding ends here (an undefined return address, and
 * .cantunwind).
 */
#include "native.h"

	FUNCTION(copier)
	.cfi_undefined lr
	sub	r0, r1, #{copier}
	mov	r1, r2
	mov	r4, r2
	mov	r7, #0			/* the last frame pointers */
	mov	r11, #0
	bl	{copy}
	mov	r1, r0
	mov	r2, r4
	ldr	r12, [r1, #CTX_SP]
	ldr	r3, [r1, #CTX_PC]
	mov	sp, r12
	LEAVE_FOR_ELSEWHERE
	END_FUNCTION
