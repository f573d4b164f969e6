/*
 * int fastctx_yield(void **value)
 *
 * eax = the running coroutine. Straight through from a coroutine without extras to a
 * resumer without; `yield_in_general` is the same in Rust, for all the others.
 * yield_shared.S is for parties on shared stacks without other extras.
 */
#include "coroutine.h"

	FUNCTION(yield)
	.cfi_remember_state
	PUSH_CALLEE_SAVED
	GET_PC(%ebx, 7, NATIVE_FRAME)
	movl	{coroutine_word}-7b(%ebx), %edx
	testl	%edx, %edx
	jz	8f
	movl	%gs:(%edx), %eax
	testl	%eax, %eax
	jz	8f
	movzbl	{state}+1(%eax), %ecx	/* its extras, and being cancelled is one */
	movl	{previous}(%eax), %ebp
	LOAD_NATIVE_TARGET({resumer}, %eax)
	testl	%ebp, %ebp
	jnz	5f
	testb	$(ON_SHARED_STACK - 1), %cl
	jnz	8f
1:	movb	$SUSPENDED, {state}(%eax)
	movl	%ebp, %gs:(%edx)
	.cfi_remember_state
	SUSPEND_WITH_VALUE({context}, %eax, 3f, 4)
	leal	{resumer}(%eax), %ecx
	leal	fastctx_asm_resume_goes_on-7b(%ebx), %ebx
	LOAD_VALUE
	cmpl	%ebx, %edi
	.cfi_remember_state
	jne	6f
	movl	%esi, %esp
	movl	$1, %ecx		/* FASTCTX_YIELDED */
2:	GO_ON

	/* Back, by resume.S or whatever else: ecx = our context. */
	.cfi_restore_state
	.cfi_remember_state
	.globl	fastctx_asm_yield_goes_on
	.hidden	fastctx_asm_yield_goes_on
fastctx_asm_yield_goes_on:
3:	LANDING_PAD
	movl	{yield_result}-{context}(%ecx), %ecx
	jmp	2b
	.cfi_restore_state

6:	RESUME_ELSEWHERE

	.cfi_restore_state
5:	orb	{state}+1(%ebp), %cl
	jnz	10f
	movb	$RUNNING, {state}(%ebp)
	jmp	1b
10:	testb	$(ON_SHARED_STACK - 1), %cl
	jnz	8f
	.cfi_remember_state
	POP_CALLEE_SAVED
	jmp	{yield_shared}
	.cfi_restore_state
8:	POP_CALLEE_SAVED
	jmp	{yield_in_general}
	.cfi_restore_state
	END_FUNCTION
