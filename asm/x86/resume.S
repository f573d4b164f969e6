/*
 * int fastctx_resume(fastctx_co_t *co, void **value)
 *
 * eax = co. Straight through for a suspended coroutine without extras, resumed by a
 * thread or another such coroutine; `resume_in_general` is the same in Rust, for
 * all the others and for every refusal. resume_shared.S is for parties on shared
 * stacks without other extras.
 */
#include "coroutine.h"

	FUNCTION(resume)
	movl	4(%esp), %eax
	testl	%eax, %eax
	jz	8f
	cmpw	$0, {state}(%eax)	/* suspended, no extras */
	jne	10f
	.cfi_remember_state
	PUSH_CALLEE_SAVED
	GET_PC(%ebx, 7, NATIVE_FRAME)
	movl	{coroutine_word}-7b(%ebx), %edx
	testl	%edx, %edx
	jz	5f
	LOAD_NATIVE_TARGET({context}, %eax)
	movl	%gs:(%edx), %ecx	/* who resumes it, if a coroutine does */
	testl	%ecx, %ecx
	jnz	9f
1:	movl	%ecx, {previous}(%eax)
	movb	$RUNNING, {state}(%eax)
	movl	%eax, %gs:(%edx)
	.cfi_remember_state
	SUSPEND_WITH_VALUE({resumer}, %eax, 3f, 8)
	leal	{context}(%eax), %ecx
	leal	fastctx_asm_yield_goes_on-7b(%ebx), %ebx
	LOAD_VALUE
	cmpl	%ebx, %edi
	.cfi_remember_state
	jne	6f
	movl	%esi, %esp
	movl	{yield_result}-{context}(%ecx), %ecx
2:	GO_ON

	/* Back, by yield.S or whatever else: ecx = its resumer, which we are. */
	.cfi_restore_state
	.cfi_remember_state
	.globl	fastctx_asm_resume_goes_on
	.hidden	fastctx_asm_resume_goes_on
fastctx_asm_resume_goes_on:
3:	LANDING_PAD
	cmpb	$DEAD, {state}-{resumer}(%ecx)
	movl	$0, %ecx
	setne	%cl			/* FASTCTX_YIELDED */
	jmp	2b
	.cfi_restore_state

6:	RESUME_ELSEWHERE

	.cfi_restore_state
9:	cmpb	$0, {state}+1(%ecx)	/* its extras */
	jne	4f
	movb	$NORMAL, {state}(%ecx)
	jmp	1b
	.cfi_remember_state
4:	POP_CALLEE_SAVED
	jmp	{resume_shared}
	.cfi_restore_state
5:	POP_CALLEE_SAVED
	jmp	{resume_in_general}

	.cfi_restore_state
10:	testw	$~(ON_SHARED_STACK << 8), {state}(%eax)
	jnz	8f
	jmp	{resume_shared}
8:	jmp	{resume_in_general}
	END_FUNCTION
