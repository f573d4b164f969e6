/*
 * Where a made context's function returns to. s1 = the context to resume
 * (uc_link as makecontext read it), or NULL to end the process; sp is a
 * multiple of 16, as at any call.
 *
 * Nothing called this code: unwinding ends here (an undefined return address).
 * An unwinder looks up the byte before a return address, so contexts return to
 * TRAMPOLINE_RETURN, behind an instruction that nobody runs and inside this
 * function, and the directive stands in front of it.
 */
#include "frame.h"

	BEGIN(trampoline)
	CFI_NO_CALLER
	.4byte	0x00000013		/* nop, uncompressed */
	.if (. - fastctx_asm_trampoline) - TRAMPOLINE_RETURN
	.error "TRAMPOLINE_RETURN is not the size of what is in front of it"
	.endif
	mv	a0, s1
	beqz	a0, 1f
	call	fastctx_asm_setcontext
	/* The link could not be resumed: exit(-1). Without a link: exit(0). */
1:	call	{finish}
	ebreak
	END_FUNCTION
