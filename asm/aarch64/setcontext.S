/*
 * int setcontext(const ucontext_t *ucp)
 *
 * x0 = ucp. Returns only to say that it could not: -1 with errno.
 */
#include "shadow_stack.h"

	FUNCTION(setcontext)
	cbz	x0, 7f
	mov	x1, x0
	ldr	w11, [x1, #UC_FLAGS]
	LOAD_FAST_MARK(15)
	cmp	w11, w15
	b.ne	4f
	LOAD_TARGET
	tst	w11, #UC_MARK_HAS_MASK
	b.eq	1f
	LOAD_KNOWN_MASK(11f, 4f)
10:	ldr	x16, [x16, #DESCRIPTOR_MASK]
	ldr	x15, [x1, #UC_SIGMASK]
	cmp	x15, x16
	b.ne	4f

1:	mrs	x14, fpcr
	cmp	w13, w14
	b.ne	3f
2:	SWITCH_STACK

3:	msr	fpcr, x13		/* dear: only when it differs */
	b	2b

4:	PUSH_FRAME(32)
	str	x1, [sp, #16]
	mov	x0, #0			/* leave(nothing to save into, ucp, its flags, our caller) */
	mov	x3, x30
	mov	w2, w11
	bl	{leave}
	RESUME_AS_ANSWERED

7:	b	{null_argument}

11:	MASK_IN_OWN_SLOT(10b, 4b)
	END_FUNCTION
