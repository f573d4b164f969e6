/*
 * int swapcontext(ucontext_t *oucp, const ucontext_t *ucp)
 *
 * r2 = oucp, r3 = ucp. Straight through when ucp carries the mark of the fast
 * path and is not oucp, and the thread's signal mask, if the mark says that it
 * matters, is known to be ucp's already; otherwise `leave` does what must be
 * done before the switch and says how to go on.
 */
#include "frame.h"

#define CFI_FP_CALLEE_SAVED_IN_OUCP CFI_FP_CALLEE_SAVED_AT(DW_R(2))

	FUNCTION(swapcontext)
	cgije	%r2, 0, 7f
	cgije	%r3, 0, 7f
	l	%r0, UC_MARK(%r3)
	lg	%r1, UC_SIGMASK(%r3)
	l	%r4, UC_FPC(%r3)
	SAVE_REGISTERS
	crl	%r0, {fast_mark}
	jne	4f
	cgrje	%r2, %r3, 4f
	tmll	%r0, UC_MARK_HAS_MASK
	je	1f
	LOAD_KNOWN_MASK(11f, 12f)
10:	cg	%r1, DESCRIPTOR_MASK(%r5)
	jne	12f
	stg	%r1, UC_SIGMASK(%r2)
	MARK_HAS_MASK

1:	COMPARE_FP_CONTROL
	jne	3f
2:	SWITCH_STACK(CFI_FP_CALLEE_SAVED_IN_OUCP)

3:	CHANGE_FP_CONTROL
	j	2b

12:	l	%r0, UC_MARK(%r3)
4:	PUSH_FRAME(8)
	stg	%r3, SAVE_AREA(%r15)
	llgfr	%r4, %r0		/* leave(oucp, ucp, flags of ucp) */
	brasl	%r14, {leave}
	RESUME_AS_ANSWERED(CFI_FP_CALLEE_SAVED_LOST)

7:	jg	{null_argument}

11:	MASK_IN_OWN_SLOT(10b, 12b)
	END_FUNCTION
