/*
 * What the kernel is given in place of signal handlers (src/sigmask/handlers.rs):
 * one stub for each. It says that the signal mask is not known, calls the
 * handler with its three arguments, says so again, and returns to where the
 * kernel wants a handler to return to.
 *
 *        +40  return address     <- rsp at entry, 8 mod 16 as at any entry
 *        +24  the stub's number
 *   rsp  +0   rdi, rsi, rdx: signal, siginfo_t *, ucontext_t *
 */
#include "shadow_stack.h"

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

1:	subq	$40, %rsp
	.cfi_def_cfa_offset 48
	movq	%rdi, (%rsp)
	movq	%rsi, 8(%rsp)
	movq	%rdx, 16(%rsp)
	movq	%rax, 24(%rsp)
	GO_IF_SHADOW_STACKS(3f)
2:	call	{forget}
	leaq	{handlers}(%rip), %rcx
	movq	24(%rsp), %rax
	movq	(%rcx,%rax,8), %rcx
	movq	(%rsp), %rdi
	movq	8(%rsp), %rsi
	movq	16(%rsp), %rdx
	xorl	%eax, %eax
	call	*%rcx
	call	{returns}
	addq	$40, %rsp
	.cfi_def_cfa_offset 8
	ret

	/* On the shadow stack are now the address that we return to and the kernel's
	 * token, by which it resumes the frame. */
	.cfi_def_cfa_offset 48
3:	addq	$8, %rcx
	movq	%rcx, UC_FRAME_SHADOW_STACK(%rdx)
	movabsq	$FRAME_SHADOW_STACK_CHECK, %rax
	xorq	%rax, %rcx
	movq	%rcx, UC_FRAME_SHADOW_STACK_CHECK(%rdx)
	jmp	2b
	END_FUNCTION
