/*
 * int setcontext(const ucontext_t *ucp)
 *
 * x0 = ucp. Returns only to say that it could not: -1 with errno.
 */
#include "frame.h"

	FUNCTION(setcontext)
	cbz	x0, 7f
	mov	x1, x0
	ldr	w11, [x1, #UC_FLAGS]
	LOAD_FAST_MARK(15)
	cmp	w11, w15
	b.ne	4f
	LOAD_TARGET

1:	mrs	x14, fpcr
	cmp	w13, w14
	b.ne	3f
2:	SWITCH_STACK

3:	msr	fpcr, x13		/* dear: only when it differs */
	b	2b

4:	PUSH_FRAME(32)
	str	x1, [sp, #16]
	mov	x0, #0			/* leave(nothing to save into, ucp, its flags) */
	mov	w2, w11
	bl	{leave}
	RESUME_AS_ANSWERED

7:	b	{null_argument}
	END_FUNCTION
