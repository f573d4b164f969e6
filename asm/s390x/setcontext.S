/*
 * int setcontext(const ucontext_t *ucp)
 *
 * r2 = ucp. Returns only to say that it could not: -1 with errno.
 */
#include "frame.h"

	FUNCTION(setcontext)
	cgije	%r2, 0, 7f
	lgr	%r3, %r2
	l	%r0, UC_MARK(%r3)
	crl	%r0, {fast_mark}
	jne	4f
	l	%r4, UC_FPC(%r3)
	tmll	%r0, UC_MARK_HAS_MASK
	je	1f
	lg	%r1, UC_SIGMASK(%r3)
	LOAD_KNOWN_MASK(11f, 4f)
10:	cg	%r1, DESCRIPTOR_MASK(%r5)
	jne	4f

1:	COMPARE_FP_CONTROL
	jne	3f
2:	SWITCH_STACK(CFI_FP_CALLEE_SAVED_LOST)

3:	CHANGE_FP_CONTROL
	j	2b

4:	l	%r0, UC_MARK(%r3)
	lgr	%r5, %r14
	PUSH_FRAME(8)
	stg	%r3, SAVE_AREA(%r15)
	lghi	%r2, 0			/* leave(nothing to save into, ucp, its flags, our caller) */
	llgfr	%r4, %r0
	brasl	%r14, {leave}
	RESUME_AS_ANSWERED(CFI_FP_CALLEE_SAVED_LOST)

7:	jg	{null_argument}

11:	MASK_IN_OWN_SLOT(10b, 4b)
	END_FUNCTION
