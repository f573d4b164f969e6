/*
 * int swapcontext(ucontext_t *oucp, const ucontext_t *ucp)
 *
 * x0 = oucp, x1 = ucp. Straight through when ucp carries the mark of the fast
 * path and is not oucp, and the thread's signal mask, if the mark says that it
 * matters, is known to be ucp's already; otherwise `leave` does what must be
 * done before the switch and says how to go on.
 */
#include "shadow_stack.h"

	FUNCTION(swapcontext)
	cbz	x0, 7f
	cbz	x1, 7f
	LOAD_TARGET
	ldr	w11, [x1, #UC_FLAGS]
	ldr	x8, [x1, #UC_SIGMASK]
	SAVE_REGISTERS
	LOAD_FAST_MARK(15)
	cmp	w11, w15
	ccmp	x0, x1, #0b0100, eq	/* eq: another mark, or the same context */
	b.eq	4f
	tst	w11, #UC_MARK_HAS_MASK
	b.eq	1f
	LOAD_KNOWN_MASK(11f, 4f)
10:	ldr	x16, [x16, #DESCRIPTOR_MASK]
	cmp	x8, x16
	b.ne	4f
	str	x16, [x0, #UC_SIGMASK]
	str	x11, [x0, #UC_FLAGS]	/* the same mark as ucp's */

1:	cmp	w13, w14
	b.ne	3f
2:	SWITCH_STACK

3:	msr	fpcr, x13		/* dear: only when it differs */
	b	2b

4:	SAVE_SHADOW_STACK_POINTER
	PUSH_FRAME(32)
	str	x1, [sp, #16]
	mov	w2, w11			/* leave(oucp, ucp, flags of ucp) */
	bl	{leave}
	RESUME_AS_ANSWERED

7:	b	{null_argument}

11:	MASK_IN_OWN_SLOT(10b, 4b)
	END_FUNCTION
