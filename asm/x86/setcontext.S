/*
 * int setcontext(const ucontext_t *ucp)
 *
 * edx = ucp. Returns only to say that it could not: -1 with errno. Its own
 * return address is never where it goes, so the exit is always a jump.
 */
#include "frame.h"

	FUNCTION(setcontext)
	movl	4(%esp), %edx
	testl	%edx, %edx
	jz	5f
	GET_PC(%ecx, 7, 4)
	movl	{fast_mark}-7b(%ecx), %eax
	cmpl	%eax, UC_FLAGS(%edx)
	jne	2f
	testb	$UC_MARK_HAS_MASK, %al
	jz	1f
	LOAD_KNOWN_MASK(%eax, %ecx, 7, 11f)
10:	movl	DESCRIPTOR_MASK(%eax), %ecx
	cmpl	%ecx, UC_SIGMASK(%edx)
	jne	2f
	movl	DESCRIPTOR_MASK+4(%eax), %ecx
	cmpl	%ecx, UC_SIGMASK+4(%edx)
	jne	2f

1:	LOAD_FP_CONTROL
	movl	UC_EIP(%edx), %ecx
	.cfi_remember_state
	SWITCH_STACK
	JUMP_TO_TARGET
	.cfi_restore_state

	/* leave(nothing to save into, ucp, its flags, our caller); esp is a
	 * multiple of 16 then. */
2:	subl	$28, %esp
	.cfi_def_cfa_offset 32
	movl	28(%esp), %ecx
	movl	UC_FLAGS(%edx), %eax
	movl	$0, (%esp)
	movl	%edx, 4(%esp)
	movl	%eax, 8(%esp)
	movl	%ecx, 12(%esp)
	call	{leave}
	addl	$28, %esp
	.cfi_def_cfa_offset 4
	movl	4(%esp), %edx
	cmpl	$RESUME_SAVED_AND_MASK, %eax
	jl	4f
	jg	3f
	LOAD_FP_CONTROL_SLOWLY
	movl	UC_EIP(%edx), %ecx
	.cfi_remember_state
	SWITCH_STACK_AND_MASK
	JUMP_TO_TARGET
	.cfi_restore_state

3:	.cfi_remember_state
	SIGRETURN
	.cfi_restore_state

4:	testl	%eax, %eax
	js	6f
	LOAD_FP_CONTROL_SLOWLY		/* RESUME_SAVED */
	movl	UC_EIP(%edx), %ecx
	.cfi_remember_state
	SWITCH_STACK
	JUMP_TO_TARGET
	.cfi_restore_state

6:	ret				/* RESUME_FAILED = -1 */

5:	jmp	{null_argument}

11:	MASK_IN_OWN_SLOT(%eax, %ecx, 10b, 2b)
	END_FUNCTION
