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
	PUSH_FRAME(64)
	st.d	$a3, $sp, 0
	st.d	$a4, $sp, 8
	st.d	$a5, $sp, 16
	st.d	$a6, $sp, 24
	st.d	$a7, $sp, 32
	move	$a3, $sp
	addi.d	$a4, $sp, 64
	bl	{make}
	POP_FRAME(64)
	ret
	END_FUNCTION
