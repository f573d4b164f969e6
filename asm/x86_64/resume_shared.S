/*
 * fastctx_resume() of a suspended coroutine on a shared stack that has no other
 * extras, by a thread or by a coroutine without any; whoever has some goes to
 * `resume_in_general`.
 *
 * rdi = co, rsi = value. `enter_shared` brings the live part to the stack, and
 * `leave_shared` tells the stack when we are back: both return to here, so
 * that again nothing but a switch is between the program and the coroutine.
 */
#include "coroutine.h"

	BEGIN(resume_shared)
	movq	{coroutine_word}(%rip), %rax
	testq	%rax, %rax
	jz	8f
	movq	%fs:(%rax), %rcx	/* who resumes it, if a coroutine does */
	testq	%rcx, %rcx
	jz	1f
	cmpb	$0, {state}+1(%rcx)	/* its extras */
	jne	8f
1:	pushq	%rax
	.cfi_def_cfa_offset 16
	pushq	%rsi
	.cfi_def_cfa_offset 24
	pushq	%rdi
	.cfi_def_cfa_offset 32
	call	{enter_shared}
	popq	%rdi
	.cfi_def_cfa_offset 24
	popq	%rsi
	.cfi_def_cfa_offset 16
	popq	%r11
	.cfi_def_cfa_offset 8
	testl	%eax, %eax
	jnz	12f
	movq	%fs:(%r11), %rcx
	testq	%rcx, %rcx
	jz	2f
	movb	$NORMAL, {state}(%rcx)
2:	movq	{context}+CTX_SP(%rdi), %r9
	movq	{context}+CTX_PC(%rdi), %r10
	movq	(%rsp), %r8
	movq	%rcx, {previous}(%rdi)
	movb	$RUNNING, {state}(%rdi)
	movq	%rdi, %fs:(%r11)
	LOAD_VALUE
	.cfi_remember_state
	SUSPEND_WITH_VALUE({resumer}, 3f)
	leaq	{context}(%rdi), %rsi
	.cfi_remember_state
	RESUME_ELSEWHERE
	.cfi_restore_state

	/* Back: rsi = its resumer, which we are. What is kept over the call is in
	 * registers that are about to be restored. */
3:	LANDING_PAD
	movq	%rsi, %rbx
	movq	%rdx, %r12
	movq	%r8, %r13
	leaq	-{resumer}(%rsi), %rdi
	call	{leave_shared}
	movq	%r12, %rdx
	movq	%r13, %r8
	xorl	%eax, %eax
	cmpb	$DEAD, {state}-{resumer}(%rbx)
	setne	%al			/* FASTCTX_YIELDED */
	GO_ON

	.cfi_restore_state
8:	jmp	{resume_in_general}
12:	ret
	END_FUNCTION
