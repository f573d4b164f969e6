/*
 * What the kernel is given in place of signal handlers (src/sigmask/handlers.rs):
 * one stub for each. It says that the signal mask is not known, calls the
 * handler with its three arguments, says so again, and returns to where the
 * kernel wants a handler to return to.
 *
 *        +48  fp, ra
 *        +32  what addresses go by
 *        +24  the stub's number
 *   sp   +0   a0, a1, a2: signal, siginfo_t *, ucontext_t *
 */
#include "frame.h"

	BEGIN(handler_stubs)
	.set	.Lnumber, 0
	.rept	HANDLER_STUBS
	li	t0, .Lnumber
	b	1f
	 nop
	nop
	.set	.Lnumber, .Lnumber + 1
	.endr
	/* An error if the stubs are not as large as they are said to be. */
	.if (. - fastctx_asm_handler_stubs) - HANDLER_STUBS * HANDLER_STUB_SIZE
	.error "HANDLER_STUB_SIZE is not the size of a stub"
	.endif

	/* The kernel left the stub's own address in t9. */
1:	sll	t1, t0, 4
	dsubu	t9, t9, t1
	SETUP_ADDRESSES(fastctx_asm_handler_stubs)
	PUSH_FRAME(64)
	sd	a0, 0(sp)
	sd	a1, 8(sp)
	sd	a2, 16(sp)
	sd	t0, 24(sp)
	sd	t1, 32(sp)
	CALL({forget})
	ld	t1, 32(sp)
	ld	t0, 24(sp)
	ld	a2, 16(sp)
	ld	a1, 8(sp)
	ld	a0, 0(sp)
	LOAD_ADDRESS(t9, {handlers})
	dsll	t0, t0, 3
	daddu	t9, t9, t0
	ld	t9, 0(t9)
	jalr	t9
	 nop
	ld	t1, 32(sp)
	CALL({returns})
	POP_FRAME(64)
	jr	ra
	 nop
	END_FUNCTION
