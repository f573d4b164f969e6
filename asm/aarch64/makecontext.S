/*
 * void makecontext(ucontext_t *ucp, void (*func)(void), int argc, ...)
 *
 * x0 = ucp, x1 = func, w2 = argc; the arguments for func follow in x3-x7 and
 * then on the stack. Rust cannot define a variadic function: spill the five
 * registers into an array and hand over both places.
 *
 *        +64  stack arguments     <- sp at entry
 *        +56  (alignment)
 *        +16  x3, x4, x5, x6, x7  <- x3 = this array, x4 = stack arguments
 *   sp   +0   x29, x30
 */
#include "frame.h"

	FUNCTION(makecontext)
	PUSH_FRAME(64)
	stp	x3, x4, [sp, #16]
	stp	x5, x6, [sp, #32]
	str	x7, [sp, #48]
	add	x3, sp, #16
	add	x4, sp, #64
	bl	{make}
	POP_FRAME(64)
	ret
	END_FUNCTION
