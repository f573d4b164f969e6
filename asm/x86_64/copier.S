/*
 * Where the copier of a shared stack starts: below the live parts of the one that has
 * just left the stack and the one that comes. Resumed as native.h tells, with
 * nothing on its stack. `copy` changes the live parts and tells who goes on.
 *
 * Nothing called this code: unwinding ends here (an undefined return address).
 */
#include "native.h"

	BEGIN(copier)
	.cfi_undefined rip
	LANDING_PAD
	leaq	-{copier}(%rsi), %rdi
	movq	%rdx, %rsi
	movq	%rdx, %rbx
	movq	%r8, %r12
	xorl	%ebp, %ebp		/* the last frame pointer */
	call	{copy}
	movq	%rax, %rsi
	movq	%rbx, %rdx
	movq	%r12, %r8
	movq	CTX_PC(%rsi), %r10
	movq	CTX_SP(%rsi), %r9
	RESUME_ELSEWHERE
	END_FUNCTION
