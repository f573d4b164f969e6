/*
 * int getcontext(ucontext_t *ucp)
 *
 * rdi = ucp. Saves the caller's context so that it resumes as a second return
 * of this call. `saved` stores what the mode word asks for beyond the
 * registers: the signal mask, the full FP environment.
 */
#include "frame.h"

	FUNCTION(getcontext)
	testq	%rdi, %rdi
	jz	2f
	SAVE_ARGUMENTS
	SAVE_CALLEE_SAVED
	MARK_SAVED
	SAVE_EMPTY_X87_ENVIRONMENT
	SAVE_FP_CONTROL
	cmpl	$UC_MARK_SAVED, {fast_mark}(%rip)
	jne	1f
	xorl	%eax, %eax
	ret

	/* Tail calls: the compiled function returns to our caller, not to us. */
1:	jmp	{saved}
2:	jmp	{null_argument}
	END_FUNCTION
