/*
 * Where a context of the native layer that has not run yet goes on; at its
 * CTX_SP the words that fastctx_init left (ENTRY_* of layout.h). Resumed as
 * native.h tells. When the entry function returns its link is resumed with the
 * result, and nothing is saved.
 *
 * s0 = the link, s1 = the resumer's hint, which is what the processor still
 * predicts when the function ends without having switched.
 *
 * Nothing called this code: unwinding ends here (an undefined return address).
 */
#include "native.h"

	BEGIN(entry)
	.cfi_undefined 1
	ld.d	$t1, $sp, ENTRY_FUNCTION
	ld.d	$a0, $sp, ENTRY_ARGUMENT
	ld.d	$s0, $sp, ENTRY_LINK
	move	$a1, $a2
	move	$s1, $a3
	move	$fp, $zero		/* the last frame pointer */
	jirl	$ra, $t1, 0
	beqz	$s0, 1f
	move	$a1, $s0
	move	$a2, $a0
	move	$a3, $s1
	ld.d	$t0, $a1, CTX_SP
	ld.d	$t1, $a1, CTX_PC
	.cfi_remember_state
	RESUME_ELSEWHERE
	.cfi_restore_state
1:	bl	{no_link}
	break	0
	END_FUNCTION
