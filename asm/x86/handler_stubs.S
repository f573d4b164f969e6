/*
 * What the kernel is given in place of signal handlers (src/sigmask/handlers.rs):
 * one stub for each. It says that the signal mask is not known, calls the
 * handler with its arguments, says so again, and returns to where the kernel
 * wants a handler to return to.
 *
 * A handler without SA_SIGINFO has a struct sigcontext as an argument by value,
 * what it writes there is in force when it returns, and the frame does not say of
 * which kind it is. So all that may be an argument is copied down, and the
 * sigcontext back: of a frame with SA_SIGINFO that is a part of the siginfo_t, which
 * nobody reads any more. Handlers compiled for three arguments in registers
 * (-mregparm=3) get what the kernel left there for them.
 *
 *        +108  return address     <- esp at entry, 12 above a multiple of 16
 *        +100  edx
 *        +96   ecx
 *        +92   the stub's number
 *   esp  +0    the arguments: the signal, and 22 words
 */
#include "frame.h"

	BEGIN(handler_stubs)
	.set	.Lnumber, 0
	.rept	HANDLER_STUBS
	LANDING_PAD
	movl	$.Lnumber, %eax
	jmp	1f
	.p2align 4
	.set	.Lnumber, .Lnumber + 1
	.endr
	/* An error if the stubs are larger than they are said to be. */
	.org	fastctx_asm_handler_stubs + HANDLER_STUBS * HANDLER_STUB_SIZE

1:	subl	$HANDLER_ARGUMENTS + 16, %esp
	.cfi_def_cfa_offset HANDLER_ARGUMENTS + 20
	movl	%eax, HANDLER_ARGUMENTS(%esp)
	movl	%ecx, HANDLER_ARGUMENTS+4(%esp)
	movl	%edx, HANDLER_ARGUMENTS+8(%esp)
	leal	HANDLER_ARGUMENTS+20(%esp), %esi
	movl	%esp, %edi
	movl	$HANDLER_ARGUMENTS / 4, %ecx
	rep movsl
	call	{forget}
	GET_PC(%ebx, 7, HANDLER_ARGUMENTS + 20)
	leal	{handlers}-7b(%ebx), %ebx
	movl	HANDLER_ARGUMENTS(%esp), %eax
	movl	(%ebx,%eax,4), %ebx
	movl	HANDLER_ARGUMENTS+4(%esp), %ecx
	movl	HANDLER_ARGUMENTS+8(%esp), %edx
	movl	(%esp), %eax
	call	*%ebx
	leal	4(%esp), %esi
	leal	HANDLER_ARGUMENTS+24(%esp), %edi
	movl	$HANDLER_ARGUMENTS / 4 - 1, %ecx
	rep movsl
	call	{returns}
	addl	$HANDLER_ARGUMENTS + 16, %esp
	.cfi_def_cfa_offset 4
	ret
	END_FUNCTION
