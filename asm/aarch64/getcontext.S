/*
 * int getcontext(ucontext_t *ucp)
 *
 * x0 = ucp. Saves the caller's context so that it resumes as a second return
 * of this call. `saved` stores what the mode word asks for beyond the
 * registers: the signal mask, the full FP environment.
 */
#include "frame.h"

	FUNCTION(getcontext)
	cbz	x0, 2f
	SAVE_REGISTERS
	LOAD_FAST_MARK(15)
	cmp	w15, w12
	b.ne	1f
	mov	w0, #0
	ret

	/* Tail calls: the compiled function returns to our caller, not to us. */
1:	b	{saved}
2:	b	{null_argument}
	END_FUNCTION
