/*
 * Where a made context's function returns to. r31 = the context that was made;
 * its uc_link, as it is now, is resumed, or NULL ends the process: here glibc reads
 * it as late, too. r1 is a multiple of 16, as at any call, and points to the frame
 * that `prepare` made, where our TOC pointer is.
 *
 * Nothing called this code: unwinding ends here (an undefined return address).
 * An unwinder looks up the byte before a return address, so contexts return to
 * TRAMPOLINE_RETURN, behind an instruction that stands for the call, and the
 * directive stands in front of that.
 */
#include "frame.h"

	BEGIN(trampoline)
	.cfi_undefined DW_CTR
	.cfi_undefined DW_LR
	nop
	.if (. - fastctx_asm_trampoline) - TRAMPOLINE_RETURN
	.error "TRAMPOLINE_RETURN is not the size of what stands for the call"
	.endif
	ld	r2, FRAME_TOC(r1)
	ld	r3, UC_LINK(r31)
	cmpdi	r3, 0
	beq	1f
	CALL(fastctx_asm_setcontext)
	/* The link could not be resumed: exit(-1). Without a link: exit(0). */
1:	CALL({finish})
	trap
	END_FUNCTION
