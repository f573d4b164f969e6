/*
 * void makecontext(ucontext_t *ucp, void (*func)(void), int argc, ...)
 *
 * r2 = ucp, r3 = func, r4 = argc; the arguments for func follow in r5 and r6 and
 * then on the stack. Rust cannot define a variadic function: spill the two
 * registers into an array and hand over both places.
 *
 *        +336  stack arguments    <- r6 = here
 *        +176  our caller's register save area  <- r15 at entry
 *        +160  r5, r6             <- r5 = this array
 *   r15  +0    a register save area
 */
#include "frame.h"

	FUNCTION(makecontext)
	stmg	%r6, %r15, 48(%r15)
	.cfi_offset %r6, -112
	.cfi_offset %r14, -48
	.cfi_offset %r15, -40
	la	%r1, SAVE_AREA(%r15)
	aghi	%r15, -(SAVE_AREA + 16)
	.cfi_def_cfa_offset 2 * SAVE_AREA + 16
	stmg	%r5, %r6, SAVE_AREA(%r15)
	la	%r5, SAVE_AREA(%r15)
	lgr	%r6, %r1
	brasl	%r14, {make}
	lmg	%r6, %r15, SAVE_AREA + 16 + 48(%r15)
	.cfi_restore %r6
	.cfi_restore %r14
	.cfi_restore %r15
	.cfi_def_cfa_offset SAVE_AREA
	br	%r14
	END_FUNCTION
