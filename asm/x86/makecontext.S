/*
 * void makecontext(ucontext_t *ucp, void (*func)(void), int argc, ...)
 *
 * All arguments are on the stack, those for func from 16(%esp) on. Rust cannot
 * define a variadic function: tell it where they are.
 *
 *        +28  return address     <- esp at entry, then the arguments
 *   esp  +0   ucp, func, argc, no words in registers, where the others are
 */
#include "frame.h"

	FUNCTION(makecontext)
	movl	4(%esp), %eax
	movl	8(%esp), %edx
	movl	12(%esp), %ecx
	subl	$28, %esp
	.cfi_def_cfa_offset 32
	movl	%eax, (%esp)
	movl	%edx, 4(%esp)
	movl	%ecx, 8(%esp)
	movl	$0, 12(%esp)
	leal	44(%esp), %eax
	movl	%eax, 16(%esp)
	call	{make}
	addl	$28, %esp
	.cfi_def_cfa_offset 4
	ret
	END_FUNCTION
