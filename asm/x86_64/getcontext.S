/*
 * int getcontext(ucontext_t *ucp)
 *
 * rdi = ucp. Saves the caller's context so that it resumes as a second return
 * of this call. `saved` stores what the mode word asks for beyond the
 * registers: a signal mask that is not known, the full FP environment.
 */
#include "shadow_stack.h"

	FUNCTION(getcontext)
	testq	%rdi, %rdi
	jz	4f
	SAVE_ARGUMENTS
	SAVE_CALLEE_SAVED
	MARK_SAVED
	SAVE_EMPTY_X87_ENVIRONMENT
	SAVE_FP_CONTROL
	movl	{fast_mark}(%rip), %eax
	subl	$UC_MARK_SAVED, %eax
	jz	2f			/* no mask: 0 */
	cmpl	$UC_MARK_HAS_MASK, %eax
	jne	3f
	LOAD_KNOWN_MASK(5f)
1:	movq	DESCRIPTOR_MASK(%r9), %r9
	movq	%r9, UC_SIGMASK(%rdi)
	orq	%rax, UC_FLAGS(%rdi)
	xorl	%eax, %eax
2:	ret

	/* Tail calls: the compiled function returns to our caller, not to us. */
3:	SAVE_SHADOW_STACK_POINTER
	jmp	{saved}
4:	jmp	{null_argument}
5:	MASK_IN_OWN_SLOT(1b, 3b)
	END_FUNCTION
