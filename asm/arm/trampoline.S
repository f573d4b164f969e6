/*
 * Where a made context's function returns to. r4 = the context to resume
 * (uc_link as makecontext read it), or NULL to end the process; sp is a
 * multiple of 8, as at any call.
 *
 * Nothing called this code: unwinding ends here (an undefined return address, and
 * .cantunwind). An unwinder looks up what is before a return address, so contexts
 * return to TRAMPOLINE_RETURN, behind an instruction of this function, and the
 * directive stands in front of that.
 */
#include "frame.h"

	FUNCTION(trampoline)
	.cfi_undefined lr
	LONG_NOP
	.if (. - fastctx_asm_trampoline) - TRAMPOLINE_RETURN
	.error "TRAMPOLINE_RETURN is not the size of the first instruction"
	.endif
	movs	r0, r4
	beq	1f
	bl	fastctx_asm_setcontext
	/* The link could not be resumed: exit(-1). Without a link: exit(0). */
1:	bl	{finish}
	udf	#0
	END_FUNCTION
