/*
 * Where the copier of a shared stack starts: below the live parts of the one that has
 * just left the stack and the one that comes. Resumed as native.h tells, with
 * nothing on its stack. `copy` changes the live parts and tells who goes on.
 *
 * Nothing called this code: unwinding ends here (an undefined return address).
 */
#include "native.h"

	BEGIN(copier)
	CFI_NO_CALLER
	addi	a0, a1, -{copier}
	mv	a1, a2
	mv	s1, a2
	mv	s2, a3
	li	s0, 0			/* the last frame pointer */
	call	{copy}
	mv	a1, a0
	mv	a2, s1
	mv	a3, s2
	LEAVE_FOR_ELSEWHERE
	END_FUNCTION
