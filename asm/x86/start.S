/*
 * Where a coroutine starts when it is first resumed, and where its entry function
 * returns to. Resumed as native.h tells; its stack is empty and aligned.
 *
 * ebx = the coroutine, edi = the first value, esi = the resumer's hint: when it ends
 * without having yielded, that resumer's return is what the processor predicts.
 *
 * Straight through without extras, which the resumer must not have either at the
 * end; `begin` and `end` are the general case, in Rust.
 *
 * Nothing called this code: unwinding ends here (an undefined return address).
 */
#include "native.h"

	BEGIN(start)
	.cfi_undefined eip
	LANDING_PAD
	subl	$16, %esp
	.cfi_def_cfa_offset 20
	leal	-{context}(%ecx), %ebx
	movl	%eax, %edi
	movl	%edx, %esi
	movb	$1, {has_started}(%ebx)
	cmpb	$0, {state}+1(%ebx)	/* its extras */
	jne	4f
1:	movl	{arg}(%ebx), %eax
	movl	%edi, 4(%esp)
	movl	%eax, (%esp)
	xorl	%ebp, %ebp		/* the last frame pointer */
	call	*{entry}(%ebx)

	cmpb	$0, {state}+1(%ebx)
	jne	6f
	GET_PC(%ecx, 7, 20)
	movl	{coroutine_word}-7b(%ecx), %ecx
	testl	%ecx, %ecx
	jz	6f
	movl	{previous}(%ebx), %edx
	testl	%edx, %edx
	jnz	5f
2:	movb	$DEAD, {state}(%ebx)
	movl	%edx, %gs:(%ecx)
3:	leal	{resumer}(%ebx), %ecx
	movl	%esi, %edx
	LOAD_NATIVE_TARGET(0, %ecx)
	.cfi_remember_state
	RESUME_ELSEWHERE
	.cfi_restore_state

4:	movl	%ebx, (%esp)
	call	{begin}
	jmp	1b

5:	cmpb	$0, {state}+1(%edx)
	jne	6f
	movb	$RUNNING, {state}(%edx)
	jmp	2b
6:	movl	%ebx, (%esp)
	movl	%eax, 4(%esp)
	call	{end}
	jmp	3b
	END_FUNCTION
