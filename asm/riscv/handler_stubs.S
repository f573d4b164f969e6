/*
 * What the kernel is given in place of signal handlers (src/sigmask/handlers.rs):
 * one stub for each. It says that the signal mask is not known, calls the
 * handler with its three arguments, says so again, and returns to where the
 * kernel wants a handler to return to.
 *
 * That restores the thread pointer from the frame, as any register: if the handler
 * was moved to another thread meanwhile, it would leave that one with this one's.
 * So a thread pointer that the handler left alone is the current one's at the end.
 * What it was is told by the frame, not by tp: another signal's handler may have
 * moved us before our first instruction.
 * (The kernel gives all three arguments to every handler.)
 *
 *        +48  s0, ra
 *        +32  the frame's thread pointer, the stub's number
 *   sp   +0   a0, a1, a2: signal, siginfo_t *, ucontext_t *
 */
#include "frame.h"

	BEGIN(handler_stubs)
	.set	.Lnumber, 0
	.rept	HANDLER_STUBS
	li	t1, .Lnumber
	j	1f
	.p2align 4
	.set	.Lnumber, .Lnumber + 1
	.endr
	/* An error if the stubs are larger than they are said to be. */
	.org	fastctx_asm_handler_stubs + HANDLER_STUBS * HANDLER_STUB_SIZE

1:	PUSH_FRAME(64)
	sd	a0, 0(sp)
	sd	a1, 8(sp)
	sd	a2, 16(sp)
	ld	t2, UC_TP(a2)
	sd	t1, 40(sp)
	sd	t2, 32(sp)
	call	{forget}
	ld	t1, 40(sp)
	ld	a2, 16(sp)
	ld	a1, 8(sp)
	ld	a0, 0(sp)
	lla	t2, {handlers}
	slli	t1, t1, 3
	add	t2, t2, t1
	ld	t2, 0(t2)
	jalr	t2
	call	{returns}
	ld	a2, 16(sp)
	ld	t1, 32(sp)
	ld	t2, UC_TP(a2)
	bne	t1, t2, 2f
	sd	tp, UC_TP(a2)
2:	POP_FRAME(64)
	ret
	END_FUNCTION
