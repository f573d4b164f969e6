/*
 * Where a made context's function returns to. x19 = the context to resume
 * (uc_link as makecontext read it), or NULL to end the process; sp is a
 * multiple of 16, as at any call.
 *
 * Nothing called this code: unwinding ends here (an undefined return address).
 * An unwinder looks up the byte before a return address, so contexts return to
 * TRAMPOLINE_RETURN, behind a call and inside this function, and the directive
 * stands in front of the call. That starts a context where shadow stacks are on
 * (shadow_resume.S), so that its function's return is one that was called for.
 * Otherwise nobody comes there, and nobody does through a pointer.
 */
#include "frame.h"

	BEGIN(trampoline)
	.cfi_undefined x30
	blr	x10
	.if (. - fastctx_asm_trampoline) - TRAMPOLINE_RETURN
	.error "TRAMPOLINE_RETURN is not the size of the call"
	.endif
	mov	x0, x19
	cbz	x0, 1f
	bl	fastctx_asm_setcontext
	/* The link could not be resumed: exit(-1). Without a link: exit(0). */
1:	bl	{finish}
	brk	#0
	END_FUNCTION
