/*
 * int getcontext(ucontext_t *ucp)
 *
 * x0 = ucp. Saves the caller's context so that it resumes as a second return
 * of this call. `saved` stores what the mode word asks for beyond the
 * registers: a signal mask that is not known, the full FP environment.
 */
#include "shadow_stack.h"

	FUNCTION(getcontext)
	cbz	x0, 4f
	SAVE_REGISTERS
	LOAD_FAST_MARK(15)
	subs	w14, w15, w12
	b.eq	2f			/* no mask */
	cmp	w14, #UC_MARK_HAS_MASK
	b.ne	3f
	LOAD_KNOWN_MASK(5f, 3f)
1:	ldr	x16, [x16, #DESCRIPTOR_MASK]
	orr	x12, x12, #UC_MARK_HAS_MASK
	str	x16, [x0, #UC_SIGMASK]
	str	x12, [x0, #UC_FLAGS]
2:	mov	w0, #0
	ret

	/* Tail calls: the compiled function returns to our caller, not to us. */
3:	SAVE_SHADOW_STACK_POINTER
	b	{saved}
4:	b	{null_argument}
5:	MASK_IN_OWN_SLOT(1b, 3b)
	END_FUNCTION
