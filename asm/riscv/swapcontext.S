/*
 * int swapcontext(ucontext_t *oucp, const ucontext_t *ucp)
 *
 * a0 = oucp, a1 = ucp. Straight through when ucp carries the mark of the fast
 * path and is not oucp, and the thread's signal mask, if the mark says that it
 * matters, is known to be ucp's already; otherwise `leave` does what must be
 * done before the switch and says how to go on.
 */
#include "frame.h"

	FUNCTION(swapcontext)
	beqz	a0, 7f
	beqz	a1, 7f
	LOAD_TARGET
	lw	t4, UC_FLAGS(a1)
#ifndef FREESTANDING
	REG_L	t5, UC_SIGMASK(a1)
#endif
	SAVE_REGISTERS
	LOAD_FAST_MARK(a5)
	bne	t4, a5, 4f		/* another mark */
	beq	a0, a1, 4f		/* the same context */
#ifndef FREESTANDING
	andi	a5, t4, UC_MARK_HAS_MASK
	beqz	a5, 1f
	LOAD_KNOWN_MASK(11f, 4f)
10:	REG_L	a6, DESCRIPTOR_MASK(a6)
	bne	t5, a6, 4f
	REG_S	a6, UC_SIGMASK(a0)
	REG_S	t4, UC_FLAGS(a0)	/* the same mark as ucp's */
#endif

1:	IF_FRM_DIFFERS(3f)
2:	SWITCH_STACK

3:	SET_FRM
	j	2b

4:	PUSH_FRAME(4*SZREG)
	REG_S	a1, 0(sp)
	mv	a2, t4			/* leave(oucp, ucp, flags of ucp) */
	call	{leave}
	RESUME_AS_ANSWERED

7:	tail	{null_argument}

#ifndef FREESTANDING
11:	MASK_IN_OWN_SLOT(10b, 4b)
#endif
	END_FUNCTION
