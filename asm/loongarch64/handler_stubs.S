/*
 * What the kernel is given in place of signal handlers (src/sigmask/handlers.rs):
 * one stub for each. It says that the signal mask is not known, calls the
 * handler with its three arguments, says so again, and returns to where the
 * kernel wants a handler to return to.
 *
 * The frame that the kernel then restores has the thread pointer in it. A handler
 * that was left and goes on in another thread returns to that thread's, unless it
 * stored another one itself.
 *
 *        +48  fp, ra
 *        +32  the thread pointer that the kernel stored
 *        +24  the stub's number
 *   sp   +0   a0, a1, a2: signal, siginfo_t *, ucontext_t *
 */
#include "frame.h"

	BEGIN(handler_stubs)
	.set	.Lnumber, 0
	.rept	HANDLER_STUBS
	ori	$t0, $zero, .Lnumber
	b	1f
	nop
	nop
	.set	.Lnumber, .Lnumber + 1
	.endr
	/* An error if the stubs are not as large as they are said to be. */
	.if (. - fastctx_asm_handler_stubs) - HANDLER_STUBS * HANDLER_STUB_SIZE
	.error "HANDLER_STUB_SIZE is not the size of a stub"
	.endif

1:	PUSH_FRAME(64)
	ld.d	$t1, $a2, UC_TP
	st.d	$a0, $sp, 0
	st.d	$a1, $sp, 8
	st.d	$a2, $sp, 16
	st.d	$t0, $sp, 24
	st.d	$t1, $sp, 32
	bl	{forget}
	ld.d	$t0, $sp, 24
	ld.d	$a2, $sp, 16
	ld.d	$a1, $sp, 8
	ld.d	$a0, $sp, 0
	LOAD_ADDRESS($t1, {handlers})
	alsl.d	$t1, $t0, $t1, 3
	ld.d	$t1, $t1, 0
	jirl	$ra, $t1, 0
	ld.d	$a2, $sp, 16
	ld.d	$t1, $sp, 32
	ld.d	$t2, $a2, UC_TP
	bne	$t1, $t2, 2f
	st.d	$tp, $a2, UC_TP
2:	bl	{returns}
	POP_FRAME(64)
	ret
	END_FUNCTION
