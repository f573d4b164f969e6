/*
 * Where a made context's function returns to. s0 = the context to resume
 * (uc_link as makecontext read it), or NULL to end the process; sp is a
 * multiple of 16, as at any call.
 *
 * Nothing called this code: unwinding ends here (an undefined return address).
 * An unwinder looks up the byte before a return address, so contexts return to
 * TRAMPOLINE_RETURN, behind an instruction that is there for its sake, and the
 * directive stands in front of that. Who returns leaves no address in t9.
 */
#include "frame.h"

	BEGIN(trampoline)
	.cfi_undefined 31
	nop
	.if (. - fastctx_asm_trampoline) - TRAMPOLINE_RETURN
	.error "TRAMPOLINE_RETURN is not the size of an instruction"
	.endif
	bal	1f
	 move	a0, s0
1:	daddiu	t9, ra, fastctx_asm_trampoline-1b
	SETUP_ADDRESSES(fastctx_asm_trampoline)
	move	s1, t1
	beqz	s0, 2f
	 nop
	CALL(fastctx_asm_setcontext)
	move	a0, v0
	/* The link could not be resumed: exit(-1). Without a link: exit(0). */
2:	move	t1, s1
	CALL({finish})
	break
	END_FUNCTION
