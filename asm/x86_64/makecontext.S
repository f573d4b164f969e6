/*
 * void makecontext(ucontext_t *ucp, void (*func)(void), int argc, ...)
 *
 * rdi = ucp, rsi = func, edx = argc; the arguments for func follow in rcx, r8,
 * r9 and then on the stack. Rust cannot define a variadic function: spill the
 * three registers into an array and hand over both places.
 *
 *        +24  return address     <- rsp at entry, then stack arguments
 *   rsp  +0   rcx, r8, r9        <- r8 = stack arguments, rcx = this array
 */
#include "frame.h"

	FUNCTION(makecontext)
	subq	$24, %rsp
	.cfi_def_cfa_offset 32
	movq	%rcx, (%rsp)
	movq	%r8, 8(%rsp)
	movq	%r9, 16(%rsp)
	movq	%rsp, %rcx
	leaq	32(%rsp), %r8
	call	{make}
	addq	$24, %rsp
	.cfi_def_cfa_offset 8
	ret
	END_FUNCTION
