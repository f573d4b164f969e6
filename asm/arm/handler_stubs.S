/*
 * What the kernel is given in place of signal handlers (src/sigmask/handlers.rs):
 * one stub for each. It says that the signal mask is not known, calls the
 * handler with its three arguments, says so again, and returns to where the
 * kernel wants a handler to return to.
 *
 *        +20  lr
 *        +16  the stub's number
 *        +12  (alignment)
 *   sp   +0   r0, r1, r2: signal, siginfo_t *, ucontext_t *
 */
#include "frame.h"

	BEGIN(handler_stubs)
	.set	.Lnumber, 0
	.rept	HANDLER_STUBS
	mov	r12, #.Lnumber
	b	1f
	.p2align 4
	.set	.Lnumber, .Lnumber + 1
	.endr
	/* An error if the stubs are larger than they are said to be. */
	.org	fastctx_asm_handler_stubs + HANDLER_STUBS * HANDLER_STUB_SIZE

1:	push	REGISTERS(r0-r3, r12, lr)
	.cfi_def_cfa_offset 24
	.cfi_offset lr, -4
	.save	REGISTERS(lr)
	.pad	#20
	bl	{forget}
	ldr	r12, [sp, #16]
	LOAD_ADDRESS(r3, {handlers})
	ldr	r3, [r3, r12, lsl #2]
	ldm	sp, REGISTERS(r0-r2)
	blx	r3
	bl	{returns}
	add	sp, sp, #20
	.cfi_def_cfa_offset 4
	pop	REGISTERS(pc)
	END_FUNCTION
