/*
 * int fastctx_yield(void **value)
 *
 * rdi = value. Straight through from a coroutine without extras to a resumer
 * without; `yield_in_general` is the same in Rust, for all the others. yield_shared.S
 * is for parties on shared stacks without other extras.
 */
#include "coroutine.h"

	FUNCTION(yield)
	movq	{coroutine_word}(%rip), %rax
	testq	%rax, %rax
	jz	8f
	movq	%rdi, %rsi
	movq	%fs:(%rax), %rdi
	testq	%rdi, %rdi
	jz	7f
	movzbl	{state}+1(%rdi), %ecx	/* its extras, and being cancelled is one */
	movq	{previous}(%rdi), %r11
	movq	{resumer}+CTX_SP(%rdi), %r9
	movq	{resumer}+CTX_PC(%rdi), %r10
	movq	(%rsp), %r8
	testq	%r11, %r11
	jnz	5f
	testb	$(ON_SHARED_STACK - 1), %cl
	jnz	7f
1:	movb	$SUSPENDED, {state}(%rdi)
	movq	%r11, %fs:(%rax)
	LOAD_VALUE
	SUSPEND_WITH_VALUE({context}, 3f)
	leaq	{resumer}(%rdi), %rsi
	leaq	fastctx_asm_resume_goes_on(%rip), %rcx
	cmpq	%rcx, %r10
	.cfi_remember_state
	jne	6f
	movq	%r9, %rsp
	movl	$1, %eax		/* FASTCTX_YIELDED */
2:	GO_ON

	/* Back, by resume.S or whatever else: rsi = our context. */
	.cfi_restore_state
	.cfi_remember_state
	.globl	fastctx_asm_yield_goes_on
	.hidden	fastctx_asm_yield_goes_on
fastctx_asm_yield_goes_on:
3:	LANDING_PAD
4:	movl	{yield_result}-{context}(%rsi), %eax
	jmp	2b
	.cfi_restore_state

6:	GO_IF_SHADOW_STACKS(9f)
	.cfi_remember_state
	RESUME_ELSEWHERE

	.cfi_restore_state
	.cfi_remember_state
9:	SUSPEND_WITH_SHADOW_STACK({context}, 11f, 56)
	RESUME_ELSEWHERE

	.cfi_restore_state
	.globl	fastctx_asm_yield_goes_on_by_shadow_stack
	.hidden	fastctx_asm_yield_goes_on_by_shadow_stack
fastctx_asm_yield_goes_on_by_shadow_stack:
11:	COME_BACK_TO_SHADOW_STACK(56)
	jmp	4b

	.cfi_def_cfa rsp, 8
	.cfi_offset rip, -8
	CFI_CALLEE_SAVED_LIVE
5:	orb	{state}+1(%r11), %cl
	jnz	10f
	movb	$RUNNING, {state}(%r11)
	jmp	1b
10:	testb	$(ON_SHARED_STACK - 1), %cl
	jnz	7f
	jmp	{yield_shared}
7:	movq	%rsi, %rdi
8:	jmp	{yield_in_general}
	END_FUNCTION
