/*
 * void makecontext(ucontext_t *ucp, void (*func)(void), int argc, ...)
 *
 * a0 = ucp, a1 = func, a2 = argc; the arguments for func follow in a3-a7 and
 * then on the stack. Rust cannot define a variadic function: spill the five
 * registers into an array and hand over both places.
 *
 *        +64  stack arguments     <- sp at entry
 *        +48  fp, ra
 *        +40  (alignment)
 *   sp   +0   a3, a4, a5, a6, a7  <- a3 = this array, a4 = stack arguments
 */
#include "frame.h"

	FUNCTION(makecontext)
	SETUP_ADDRESSES(fastctx_asm_makecontext)
	PUSH_FRAME(64)
	sd	a3, 0(sp)
	sd	a4, 8(sp)
	sd	a5, 16(sp)
	sd	a6, 24(sp)
	sd	a7, 32(sp)
	move	a3, sp
	daddiu	a4, sp, 64
	CALL({make})
	POP_FRAME(64)
	jr	ra
	 nop
	END_FUNCTION
