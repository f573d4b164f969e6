/*
 * fastctx_resume() of a suspended coroutine where it or its resumer is on a shared
 * stack, and neither has other extras; `resume_in_general` is for the others.
 *
 * rdi = co, rsi = value. `set_off` makes the stacks ready and tells the context to
 * go to, or a negative errno; `come_back` is told when we are back. Both return to
 * here, so that again nothing but a switch is between the two parties.
 */
#include "coroutine.h"

	BEGIN(resume_shared)
	movq	{coroutine_word}(%rip), %rax
	testq	%rax, %rax
	jz	8f
	movq	%fs:(%rax), %rcx	/* who resumes it, if a coroutine does */
	testq	%rcx, %rcx
	jz	1f
	testb	$(ON_SHARED_STACK - 1), {state}+1(%rcx)
	jnz	8f
1:	SET_OFF({set_off})
	jae	12f
	movq	%fs:(%r11), %rcx
	testq	%rcx, %rcx
	jz	2f
	movb	$NORMAL, {state}(%rcx)
2:	movq	CTX_SP(%rax), %r9
	movq	CTX_PC(%rax), %r10
	movq	(%rsp), %r8
	movq	%rcx, {previous}(%rdi)
	movb	$RUNNING, {state}(%rdi)
	movq	%rdi, %fs:(%r11)
	LOAD_VALUE
	.cfi_remember_state
	SUSPEND_WITH_VALUE({resumer}, 3f)
	movq	%rax, %rsi
	GO_IF_SHADOW_STACKS(5f)
	.cfi_remember_state
	RESUME_ELSEWHERE

	.cfi_restore_state
	.cfi_remember_state
5:	SUSPEND_WITH_SHADOW_STACK({resumer}, 6f, 56)
	RESUME_ELSEWHERE

	.cfi_restore_state
	.cfi_remember_state
6:	COME_BACK_TO_SHADOW_STACK(56)
	jmp	4f
	.cfi_restore_state

	/* Back: rsi = its resumer, which we are. What is kept over the call is in
	 * registers that are about to be restored. */
3:	LANDING_PAD
4:	movq	%rsi, %rbx
	movq	%rdx, %r12
	movq	%r8, %r13
	leaq	-{resumer}(%rsi), %rdi
	call	{come_back}
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
