/*
 * void makecontext(ucontext_t *ucp, void (*func)(void), int argc, ...)
 *
 * a0 = ucp, a1 = func, a2 = argc; the arguments for func follow in a3-a7 and
 * then on the stack. Rust cannot define a variadic function: spill the five
 * registers into an array and hand over both places. In words:
 *
 *        +8  stack arguments     <- sp at entry
 *        +6  s0, ra
 *   sp   +0  a3, a4, a5, a6, a7  <- a3 = this array, a4 = stack arguments
 */
#include "frame.h"

	FUNCTION(makecontext)
	PUSH_FRAME(8*SZREG)
	REG_S	a3, 0(sp)
	REG_S	a4, SZREG(sp)
	REG_S	a5, 2*SZREG(sp)
	REG_S	a6, 3*SZREG(sp)
	REG_S	a7, 4*SZREG(sp)
	mv	a3, sp
	addi	a4, sp, 8*SZREG
	call	{make}
	POP_FRAME(8*SZREG)
	ret
	END_FUNCTION
