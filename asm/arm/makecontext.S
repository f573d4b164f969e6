/*
 * void makecontext(ucontext_t *ucp, void (*func)(void), int argc, ...)
 *
 * r0 = ucp, r1 = func, r2 = argc; the arguments for func follow in r3 and then
 * on the stack. Rust cannot define a variadic function: spill the register and
 * hand over both places, the second one as the fifth argument.
 *
 *        +16  stack arguments     <- sp at entry
 *        +12  lr
 *        +8   r3                  <- r3 = this array of one
 *        +4   (alignment)
 *   sp   +0   where the stack arguments are
 */
#include "frame.h"

	FUNCTION(makecontext)
	PUSH_FRAME(r3)
	add	r12, sp, #8
	mov	r3, sp
	push	REGISTERS(r12, lr)
	.cfi_def_cfa_offset 16
	bl	{make}
	add	sp, sp, #12
	.cfi_def_cfa_offset 4
	pop	REGISTERS(pc)
	END_FUNCTION
