/*
 * void makecontext(ucontext_t *ucp, void (*func)(void), int argc, ...)
 *
 * r3 = ucp, r4 = func, r5 = argc; the arguments for func follow in r6-r10 and
 * then on the stack. Rust cannot define a variadic function: spill the five
 * registers into an array and hand over both places. (The caller of a variadic
 * function leaves room for them in front of those on the stack; one that declares
 * it otherwise may not.)
 *
 *        +80+96  stack arguments  (FRAME_ARGUMENTS above r1 at entry)
 *        +32  r6, r7, r8, r9, r10 <- r6 = this array, r7 = stack arguments
 *   r1   +0   header
 */
#include "frame.h"

	FUNCTION(makecontext, makecontext)
	PUSH_FRAME(80)
	std	r6, 32(r1)
	std	r7, 40(r1)
	std	r8, 48(r1)
	std	r9, 56(r1)
	std	r10, 64(r1)
	addi	r6, r1, 32
	addi	r7, r1, 80+FRAME_ARGUMENTS
	CALL({make})
	POP_FRAME(80)
	blr
	END_FUNCTION
