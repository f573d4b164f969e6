/*
 * int fastctx_resume(fastctx_co_t *co, void **value)
 *
 * rdi = co, rsi = value. Straight through for a suspended coroutine without
 * extras, resumed by a thread or another such coroutine; `resume_in_general` is
 * the same in Rust, for all the others and for every refusal. resume_shared.S is
 * for parties on shared stacks without other extras.
 */
#include "coroutine.h"

	FUNCTION(resume)
	testq	%rdi, %rdi
	jz	8f
	cmpw	$0, {state}(%rdi)	/* suspended, no extras */
	jne	10f
	movq	{coroutine_word}(%rip), %rax
	testq	%rax, %rax
	jz	8f
	movq	{context}+CTX_SP(%rdi), %r9
	movq	{context}+CTX_PC(%rdi), %r10
	movq	(%rsp), %r8
	movq	%fs:(%rax), %rcx	/* who resumes it, if a coroutine does */
	testq	%rcx, %rcx
	jnz	7f
1:	movq	%rcx, {previous}(%rdi)
	movb	$RUNNING, {state}(%rdi)
	movq	%rdi, %fs:(%rax)
	LOAD_VALUE
	SUSPEND_WITH_VALUE({resumer}, 3f)
	leaq	{context}(%rdi), %rsi
	leaq	fastctx_asm_yield_goes_on(%rip), %rcx
	cmpq	%rcx, %r10
	.cfi_remember_state
	jne	6f
	movq	%r9, %rsp
	movl	{yield_result}(%rdi), %eax
2:	GO_ON

	/* Back, by yield.S or whatever else: rsi = its resumer, which we are. */
	.cfi_restore_state
	.cfi_remember_state
	.globl	fastctx_asm_resume_goes_on
	.hidden	fastctx_asm_resume_goes_on
fastctx_asm_resume_goes_on:
3:	LANDING_PAD
4:	xorl	%eax, %eax
	cmpb	$DEAD, {state}-{resumer}(%rsi)
	setne	%al			/* FASTCTX_YIELDED */
	jmp	2b
	.cfi_restore_state

6:	GO_IF_SHADOW_STACKS_UNLESS(fastctx_asm_start, 5f, 9f)
	.cfi_remember_state
5:	RESUME_ELSEWHERE

	.cfi_restore_state
	.cfi_remember_state
9:	SUSPEND_WITH_SHADOW_STACK({resumer}, 11f, 56)
	RESUME_ELSEWHERE

	.cfi_restore_state
	.globl	fastctx_asm_resume_goes_on_by_shadow_stack
	.hidden	fastctx_asm_resume_goes_on_by_shadow_stack
fastctx_asm_resume_goes_on_by_shadow_stack:
11:	COME_BACK_TO_SHADOW_STACK(56)
	jmp	4b

	.cfi_def_cfa rsp, 8
	.cfi_offset rip, -8
	CFI_CALLEE_SAVED_LIVE
7:	cmpb	$0, {state}+1(%rcx)	/* its extras */
	jne	10f
	movb	$NORMAL, {state}(%rcx)
	jmp	1b
10:	testw	$~(ON_SHARED_STACK << 8), {state}(%rdi)
	jnz	8f
	jmp	{resume_shared}
8:	jmp	{resume_in_general}
	END_FUNCTION
