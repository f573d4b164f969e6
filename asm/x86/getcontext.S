/*
 * int getcontext(ucontext_t *ucp)
 *
 * Saves the caller's context so that it resumes as a second return of this call.
 * `saved` stores what the mode word asks for beyond the registers: a signal mask
 * that is not known, the full FP environment.
 *
 * eax = ucp. ecx and edx are saved as they came, as glibc does.
 */
#include "frame.h"

	FUNCTION(getcontext)
	movl	4(%esp), %eax
	testl	%eax, %eax
	jz	4f
	movl	%ecx, UC_ECX(%eax)
	movl	%edx, UC_EDX(%eax)
	SAVE_CALLEE_SAVED
	SAVE_RETURN(0, %ecx, %edx)
	MARK_SAVED_AS($UC_MARK_SAVED, %edx)
	SAVE_EMPTY_X87_ENVIRONMENT
	SAVE_FP_CONTROL
	GET_PC(%edx, 7, 4)
	movl	{fast_mark}-7b(%edx), %ecx
	cmpl	$UC_MARK_SAVED, %ecx
	je	2f			/* no mask */
	cmpl	$UC_MARK_SAVED + UC_MARK_HAS_MASK, %ecx
	jne	3f
	LOAD_KNOWN_MASK(%ecx, %edx, 7, 5f)
1:	movl	DESCRIPTOR_MASK(%ecx), %edx
	movl	DESCRIPTOR_MASK+4(%ecx), %ecx
	movl	%edx, UC_SIGMASK(%eax)
	movl	%ecx, UC_SIGMASK+4(%eax)
	orl	$UC_MARK_HAS_MASK, UC_FLAGS(%eax)
2:	xorl	%eax, %eax
	ret

	/* Tail calls: the compiled function returns to our caller, not to us. */
3:	jmp	{saved}
4:	jmp	{null_argument}
5:	MASK_IN_OWN_SLOT(%ecx, %edx, 1b, 3b)
	END_FUNCTION
