/*
 * int setcontext(const ucontext_t *ucp)
 *
 * r0 = ucp. Returns only to say that it could not: -1 with errno.
 */
#include "frame.h"

	FUNCTION(setcontext)
	cmp	r0, #0
	beq	7f
	mov	r1, r0
	ldr	r2, [r1, #UC_FLAGS]
	ldr	r3, [r1, #UC_SP]
	LOAD_FAST_MARK(r12)
	cmp	r2, r12
	bne	4f
#ifndef FREESTANDING
	tst	r2, #UC_MARK_HAS_MASK
	beq	1f
	LOAD_KNOWN_MASK(r0, 11f, 4f)
10:	LOAD_MASK(r0)
	COMPARE_MASK(r0)
	bne	4f
#endif

1:	READ_FPSCR(r2)
	LOAD_FP_CONTROL(r2)
	SWITCH_STACK

4:	KNOW_FEATURES
	ldr	r2, [r1, #UC_FLAGS]
	mov	r0, #0			/* leave(nothing to save into, ucp, its flags, our caller) */
	mov	r3, lr
	PUSH_FRAME(r1)
	bl	{leave}
	RESUME_AS_ANSWERED

7:	b	{null_argument}

#ifndef FREESTANDING
11:	MASK_IN_OWN_SLOT(r0, 10b, 4b)
#endif
	END_FUNCTION
