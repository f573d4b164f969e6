/*
 * int getcontext(ucontext_t *ucp)
 *
 * r2 = ucp. Saves the caller's context so that it resumes as a second return
 * of this call. `saved` stores what the mode word asks for beyond the
 * registers: a signal mask that is not known, the full FP environment.
 */
#include "frame.h"

	FUNCTION(getcontext)
	cgije	%r2, 0, 4f
	SAVE_REGISTERS
	lrl	%r1, {fast_mark}
	sr	%r1, %r5
	cije	%r1, 0, 2f		/* no mask */
	cijne	%r1, UC_MARK_HAS_MASK, 3f
	LOAD_KNOWN_MASK(5f, 3f)
1:	lg	%r1, DESCRIPTOR_MASK(%r5)
	stg	%r1, UC_SIGMASK(%r2)
	MARK_HAS_MASK
2:	lghi	%r2, 0
	br	%r14

	/* Tail calls: the compiled function returns to our caller, not to us. */
3:	jg	{saved}
4:	jg	{null_argument}
5:	MASK_IN_OWN_SLOT(1b, 3b)
	END_FUNCTION
