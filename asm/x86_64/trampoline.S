/*
 * Where a made context's function returns to. rbx = the context to resume
 * (uc_link as makecontext read it), or NULL to end the process; rsp is a
 * multiple of 16, so the calls below are aligned.
 *
 * Nothing called this code: unwinding ends here (an undefined return address).
 * An unwinder looks up the byte before a return address, so contexts return to
 * TRAMPOLINE_RETURN, behind the landing pad and inside this function.
 *
 * Where shadow stacks are on a context starts by the call (shadow_resume.S), so that
 * its function's return is one that was called for. Otherwise nobody comes there.
 */
#include "frame.h"

	BEGIN(trampoline)
	.cfi_undefined rip
	LANDING_PAD
	.globl	fastctx_asm_trampoline_call
	.hidden	fastctx_asm_trampoline_call
fastctx_asm_trampoline_call:
	notrack call *%r11
	.if (. - fastctx_asm_trampoline) - TRAMPOLINE_RETURN
	.error "TRAMPOLINE_RETURN is not the size of what is before"
	.endif
	movq	%rbx, %rdi
	testq	%rdi, %rdi
	jz	1f
	call	fastctx_asm_setcontext
	movl	%eax, %edi		/* the link could not be resumed: exit(-1) */
	call	{finish}
1:	xorl	%edi, %edi
	call	{finish}
	ud2
	END_FUNCTION
