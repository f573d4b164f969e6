/*
 * Where the copier of a shared stack starts: below the live parts of the one that has
 * just left the stack and the one that comes. Resumed as native.h tells, with
 * nothing on its stack. `copy` changes the live parts and tells who goes on.
 *
 * Nothing called this code: unwinding ends here (an undefined return address).
 */
#include "native.h"

	BEGIN(copier)
	.cfi_undefined 31
	SETUP_ADDRESSES(fastctx_asm_copier)
	daddiu	a0, a1, -{copier}
	move	a1, a2
	move	s0, a2
	move	s1, a3
	move	fp, zero		/* the last frame pointer */
	CALL({copy})
	move	a1, v0
	move	a2, s0
	move	a3, s1
	ld	t0, CTX_SP(a1)
	ld	t9, CTX_PC(a1)
	RESUME_ELSEWHERE
	END_FUNCTION
