/*
 * Where a coroutine starts when it is first resumed, and where its entry function
 * returns to. Resumed as native.h tells; its stack is empty and aligned.
 *
 * rbx = the coroutine, r12 = the resumer's hint: when it ends without having
 * yielded, that resumer's return is what the processor predicts.
 *
 * Straight through without extras, which the resumer must not have either at the
 * end; `begin` and `end` are the general case, in Rust.
 *
 * Nothing called this code: unwinding ends here (an undefined return address).
 */
#include "native.h"

	BEGIN(start)
	.cfi_undefined rip
	LANDING_PAD
	leaq	-{context}(%rsi), %rbx
	movq	%r8, %r12
	movb	$1, {has_started}(%rbx)
	cmpb	$0, {state}+1(%rbx)	/* its extras */
	jne	4f
1:	movq	{arg}(%rbx), %rdi
	movq	%rdx, %rsi
	xorl	%ebp, %ebp		/* the last frame pointer */
	call	*{entry}(%rbx)

	cmpb	$0, {state}+1(%rbx)
	jne	6f
	movq	{coroutine_word}(%rip), %rcx
	testq	%rcx, %rcx
	jz	6f
	movq	{previous}(%rbx), %rdi
	testq	%rdi, %rdi
	jnz	5f
2:	movb	$DEAD, {state}(%rbx)
	movq	%rdi, %fs:(%rcx)
3:	leaq	{resumer}(%rbx), %rsi
	movq	%rax, %rdx
	movq	%r12, %r8
	movq	CTX_SP(%rsi), %r9
	movq	CTX_PC(%rsi), %r10
	.cfi_remember_state
	RESUME_ELSEWHERE
	.cfi_restore_state

4:	movq	%rdx, %r13
	movq	%rbx, %rdi
	call	{begin}
	movq	%r13, %rdx
	jmp	1b

5:	cmpb	$0, {state}+1(%rdi)
	jne	6f
	movb	$RUNNING, {state}(%rdi)
	jmp	2b
6:	movq	%rbx, %rdi
	movq	%rax, %rsi
	call	{end}
	jmp	3b
	END_FUNCTION
