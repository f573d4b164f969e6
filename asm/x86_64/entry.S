/*
 * Where a context of the native layer that has not run yet goes on; at its
 * CTX_SP the words that fastctx_init left (ENTRY_* of layout.h). Resumed as
 * native.h tells. When the entry function returns its link is resumed with the
 * result, and nothing is saved.
 *
 * Nothing called this code: unwinding ends here (an undefined return address).
 */
#include "native.h"

	BEGIN(entry)
	.cfi_undefined rip
	LANDING_PAD
	movq	ENTRY_FUNCTION(%rsp), %rax
	movq	ENTRY_ARGUMENT(%rsp), %rdi
	movq	ENTRY_LINK(%rsp), %rbx
	movq	%rdx, %rsi
	movq	%r8, %r12
	xorl	%ebp, %ebp		/* the last frame pointer */
	call	*%rax
	testq	%rbx, %rbx
	jz	1f
	movq	%rbx, %rsi
	movq	%rax, %rdx
	movq	%r12, %r8		/* where a call of the same place returns to */
	movq	CTX_PC(%rsi), %r10
	movq	CTX_SP(%rsi), %r9
	RESUME_ELSEWHERE
	.cfi_undefined rip
1:	call	{no_link}
	ud2
	END_FUNCTION
