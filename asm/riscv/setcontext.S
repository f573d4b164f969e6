/*
 * int setcontext(const ucontext_t *ucp)
 *
 * a0 = ucp. Returns only to say that it could not: -1 with errno.
 */
#include "frame.h"

	FUNCTION(setcontext)
	beqz	a0, 7f
	mv	a1, a0
	lw	t4, UC_FLAGS(a1)
	LOAD_FAST_MARK(a5)
	bne	t4, a5, 4f
	LOAD_TARGET
#ifndef FREESTANDING
	andi	a5, t4, UC_MARK_HAS_MASK
	beqz	a5, 1f
	REG_L	t5, UC_SIGMASK(a1)
	LOAD_KNOWN_MASK(11f, 4f)
10:	REG_L	a6, DESCRIPTOR_MASK(a6)
	bne	t5, a6, 4f
#endif

1:	READ_FRM
	IF_FRM_DIFFERS(3f)
2:	SWITCH_STACK

3:	SET_FRM
	j	2b

4:	PUSH_FRAME(4*SZREG)
	REG_S	a1, 0(sp)
	li	a0, 0			/* leave(nothing to save into, ucp, its flags, our caller) */
	mv	a2, t4
	mv	a3, ra
	call	{leave}
	RESUME_AS_ANSWERED

7:	tail	{null_argument}

#ifndef FREESTANDING
11:	MASK_IN_OWN_SLOT(10b, 4b)
#endif
	END_FUNCTION
