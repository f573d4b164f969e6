/*
 * Where a made context's function returns to. s0 = the context to resume
 * (uc_link as makecontext read it), or NULL to end the process; sp is a
 * multiple of 16, as at any call.
 *
 * Nothing called this code: unwinding ends here (an undefined return address).
 * An unwinder looks up the byte before a return address, so contexts return to
 * TRAMPOLINE_RETURN, behind an instruction that is there for its sake, and the
 * directive stands in front of that.
 */
#include "frame.h"

	BEGIN(trampoline)
	.cfi_undefined 1
	nop
	.if (. - fastctx_asm_trampoline) - TRAMPOLINE_RETURN
	.error "TRAMPOLINE_RETURN is not the size of an instruction"
	.endif
	move	$a0, $s0
	beqz	$a0, 1f
	bl	fastctx_asm_setcontext
	/* The link could not be resumed: exit(-1). Without a link: exit(0). */
1:	bl	{finish}
	break	0
	END_FUNCTION
