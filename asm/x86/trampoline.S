/*
 * Where a made context's function returns to. ebx = the context to resume
 * (uc_link as makecontext read it), or NULL to end the process; esp is a
 * multiple of 16, so the calls below are aligned. What they are given goes where
 * the return address to here was, and below.
 *
 * Nothing called this code: unwinding ends here (an undefined return address).
 * An unwinder looks up the byte before a return address, so contexts return to
 * TRAMPOLINE_RETURN, behind the landing pad and inside this function.
 */
#include "frame.h"

	BEGIN(trampoline)
	.cfi_undefined eip
	LANDING_PAD
	.if (. - fastctx_asm_trampoline) - TRAMPOLINE_RETURN
	.error "TRAMPOLINE_RETURN is not the size of the landing pad"
	.endif
	subl	$16, %esp
	.cfi_def_cfa_offset 20
	movl	%ebx, (%esp)
	testl	%ebx, %ebx
	jz	1f
	call	fastctx_asm_setcontext
	movl	%eax, (%esp)		/* the link could not be resumed: exit(-1) */
1:	call	{finish}		/* without a link: exit(0) */
	ud2
	END_FUNCTION
