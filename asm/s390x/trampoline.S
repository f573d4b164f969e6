/*
 * Where a made context starts, and where its function returns to. r7 = the
 * function, r8 = the context to resume (uc_link as makecontext read it), or NULL
 * to end the process; the function's arguments are where it expects them.
 *
 * Nothing called this code: unwinding ends here (an undefined return address).
 * An unwinder looks up the byte before a return address, so contexts start at
 * TRAMPOLINE_RETURN, inside this function.
 */
#include "frame.h"

	BEGIN(trampoline)
	.cfi_undefined %r14
	bcr	0, %r0
	.if (. - fastctx_asm_trampoline) - TRAMPOLINE_RETURN
	.error "TRAMPOLINE_RETURN is not the size of the first instruction"
	.endif
	basr	%r14, %r7
	ltgr	%r2, %r8
	je	1f
	brasl	%r14, fastctx_asm_setcontext
	/* The link could not be resumed: exit(-1). Without a link: exit(0). */
1:	brasl	%r14, {finish}
	TRAP
	END_FUNCTION
