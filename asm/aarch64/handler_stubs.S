/*
 * What the kernel is given in place of signal handlers (src/sigmask/handlers.rs):
 * one stub for each. It says that the signal mask is not known, calls the
 * handler with its three arguments, says so again, and returns to where the
 * kernel wants a handler to return to.
 *
 *        +40  the stub's number
 *        +16  x0, x1, x2: signal, siginfo_t *, ucontext_t *
 *   sp   +0   x29, x30
 */
#include "frame.h"

	BEGIN(handler_stubs)
	.set	.Lnumber, 0
	.rept	HANDLER_STUBS
	BTI_C
	mov	w9, #.Lnumber
	b	1f
	.p2align 4
	.set	.Lnumber, .Lnumber + 1
	.endr
	/* An error if the stubs are larger than they are said to be. */
	.org	fastctx_asm_handler_stubs + HANDLER_STUBS * HANDLER_STUB_SIZE

1:	PUSH_FRAME(48)
	stp	x0, x1, [sp, #16]
	stp	x2, x9, [sp, #32]
	bl	{forget}
	ldp	x2, x9, [sp, #32]
	ldp	x0, x1, [sp, #16]
	adrp	x10, {handlers}
	add	x10, x10, #:lo12:{handlers}
	ldr	x10, [x10, x9, lsl #3]
	blr	x10
	bl	{returns}
	POP_FRAME(48)
	ret
	END_FUNCTION
