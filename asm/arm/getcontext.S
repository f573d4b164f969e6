/*
 * int getcontext(ucontext_t *ucp)
 *
 * r0 = ucp. Saves the caller's context so that it resumes as a second return
 * of this call. `saved` stores what the mode word asks for beyond the
 * registers: a signal mask that is not known, the full FP environment.
 */
#include "frame.h"

	FUNCTION(getcontext)
	cmp	r0, #0
	beq	4f
	KNOW_FEATURES
	add	r12, r0, #UC_R1
	stmia	r12, REGISTERS(r1-r3)	/* for whoever reads them */
	SAVE_REGISTERS
	SAVE_VFP
	LOAD_CONSTANT(r3, UC_MARK_SAVED)
	str	r3, [r0, #UC_FLAGS]
#ifndef FREESTANDING
	LOAD_FAST_MARK(r12)
	subs	r12, r12, r3
	beq	2f			/* no mask */
	cmp	r12, #UC_MARK_HAS_MASK
	bne	3f
	LOAD_KNOWN_MASK(r1, 5f, 3f)
10:	orr	r3, r3, #UC_MARK_HAS_MASK
	LOAD_MASK(r1)
	str	r2, [r0, #UC_SIGMASK]
	str	r1, [r0, #UC_SIGMASK + 4]
	str	r3, [r0, #UC_FLAGS]
#endif
2:	mov	r0, #0
	bx	lr

	/* Tail calls: the compiled function returns to our caller, not to us. */
#ifndef FREESTANDING
3:	b	{saved}
5:	MASK_IN_OWN_SLOT(r1, 10b, 3b)
#endif
4:	b	{null_argument}
	END_FUNCTION
