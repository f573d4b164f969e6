/*
 * int setcontext(const ucontext_t *ucp)
 *
 * rdi = ucp. Returns only to say that it could not: -1 with errno. Its own
 * return address is never where it goes, so the exit is always a jump.
 */
#include "shadow_stack.h"

	FUNCTION(setcontext)
	testq	%rdi, %rdi
	jz	5f
	movq	%rdi, %rsi
	movl	{fast_mark}(%rip), %eax
	cmpl	%eax, UC_FLAGS(%rsi)
	jne	2f
	testb	$UC_MARK_HAS_MASK, %al
	jz	1f
	LOAD_KNOWN_MASK(11f)
10:	movq	DESCRIPTOR_MASK(%r9), %r9
	cmpq	%r9, UC_SIGMASK(%rsi)
	jne	2f

1:	LOAD_TARGET
	ldmxcsr	UC_MXCSR(%rsi)
	LOAD_FPCW_IF_DIFFERENT
	.cfi_remember_state
	SWITCH_STACK
	RETURN_ZERO
	JUMP_TO_TARGET
	.cfi_restore_state

2:	pushq	%rsi
	.cfi_def_cfa_offset 16
	movl	UC_FLAGS(%rsi), %edx
	movq	8(%rsp), %rcx
	xorl	%edi, %edi		/* leave(nothing to save into, ucp, its flags, our caller) */
	call	{leave}
	popq	%rsi
	.cfi_def_cfa_offset 8
	GO_IF_SHADOW_STACKS(6f)
	cmpl	$RESUME_SAVED_AND_MASK, %eax
	jl	4f
	jg	3f
	LOAD_TARGET
	ldmxcsr	UC_MXCSR(%rsi)
	LOAD_FPCW_IF_DIFFERENT
	.cfi_remember_state
	SWITCH_STACK_AND_MASK
	RETURN_ZERO
	JUMP_TO_TARGET
	.cfi_restore_state

3:	.cfi_remember_state
	SIGRETURN
	.cfi_restore_state

4:	testl	%eax, %eax
	jz	1b			/* RESUME_SAVED */
	ret				/* RESUME_FAILED = -1 */

5:	jmp	{null_argument}
6:	jmp	fastctx_asm_shadow_resume

11:	MASK_IN_OWN_SLOT(10b, 2b)
	END_FUNCTION
