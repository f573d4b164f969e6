/*
 * fastctx_resume() of a suspended coroutine where it or its resumer is on a shared
 * stack, and neither has other extras; `resume_in_general` is for the others.
 *
 * eax = co, as in resume.S. `set_off` makes the stacks ready and tells the context to
 * go to, or a negative errno; `come_back` is told when we are back. Both return to
 * here, so that again nothing but a switch is between the two parties.
 */
#include "coroutine.h"

	BEGIN(resume_shared)
	GET_PC(%edx, 7, 4)
	movl	{coroutine_word}-7b(%edx), %edx
	testl	%edx, %edx
	jz	8f
	movl	%gs:(%edx), %ecx	/* who resumes it, if a coroutine does */
	testl	%ecx, %ecx
	jz	1f
	testb	$(ON_SHARED_STACK - 1), {state}+1(%ecx)
	jnz	8f
1:	SET_OFF({set_off}, 8)
	jae	12f
	.cfi_remember_state
	PUSH_CALLEE_SAVED
	GET_PC(%ebx, 7, NATIVE_FRAME)
	LOAD_NATIVE_TARGET(0, %eax)
	movl	%gs:(%edx), %ebp
	testl	%ebp, %ebp
	jz	2f
	movb	$NORMAL, {state}(%ebp)
2:	movl	%ebp, {previous}(%ecx)
	movb	$RUNNING, {state}(%ecx)
	movl	%ecx, %gs:(%edx)
	SUSPEND_WITH_VALUE({resumer}, %ecx, 3f, 8)
	movl	%eax, %ecx
	LOAD_VALUE
	.cfi_remember_state
	RESUME_ELSEWHERE
	.cfi_restore_state

	/* Back: ecx = its resumer, which we are. What is kept over the call is in
	 * registers that are about to be restored. */
3:	LANDING_PAD
	leal	-{resumer}(%ecx), %ebx
	movl	%eax, %esi
	movl	%edx, %edi
	subl	$8, %esp
	.cfi_def_cfa_offset NATIVE_FRAME + 12
	movl	%ebx, (%esp)
	call	{come_back}
	addl	$8, %esp
	.cfi_def_cfa_offset NATIVE_FRAME + 4
	movl	%esi, %eax
	movl	%edi, %edx
	xorl	%ecx, %ecx
	cmpb	$DEAD, {state}(%ebx)
	setne	%cl			/* FASTCTX_YIELDED */
	GO_ON

	.cfi_restore_state
8:	jmp	{resume_in_general}
12:	ret
	END_FUNCTION
