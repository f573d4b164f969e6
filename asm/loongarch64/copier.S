/*
 * Where the copier of a shared stack starts: below the live parts of the one that has
 * just left the stack and the one that comes. Resumed as native.h tells, with
 * nothing on its stack. `copy` changes the live parts and tells who goes on.
 *
 * Nothing called this code: unwinding ends here (an undefined return address).
 */
#include "native.h"

	BEGIN(copier)
	.cfi_undefined 1
	addi.d	$a0, $a1, -{copier}
	move	$a1, $a2
	move	$s0, $a2
	move	$s1, $a3
	move	$fp, $zero		/* the last frame pointer */
	bl	{copy}
	move	$a1, $a0
	move	$a2, $s0
	move	$a3, $s1
	ld.d	$t0, $a1, CTX_SP
	ld.d	$t1, $a1, CTX_PC
	RESUME_ELSEWHERE
	END_FUNCTION
