/*
 * int swapcontext(ucontext_t *oucp, const ucontext_t *ucp)
 *
 * r3 = oucp, r4 = ucp. Straight through when ucp carries the mark of the fast
 * path and is not oucp, and the thread's signal mask, if the mark says that it
 * matters, is known to be ucp's already; otherwise `leave` does what must be
 * done before the switch and says how to go on.
 */
#include "frame.h"

	FUNCTION(swapcontext, swapcontext)
	cmpdi	r3, 0
	cmpdi	cr1, r4, 0
	beq	7f
	beq	cr1, 7f
	LOAD_TARGET
	ld	r5, UC_FLAGS(r4)
	ld	r6, UC_SIGMASK(r4)
	SAVE_REGISTERS
	LOAD_VARIABLE(lwz, r11, {fast_mark})
	cmpd	r5, r11
	cmpd	cr1, r3, r4
	bne	4f
	beq	cr1, 4f
	andi.	r0, r5, UC_MARK_HAS_MASK
	beq	1f
	LOAD_KNOWN_MASK(11f)
10:	ld	r11, DESCRIPTOR_MASK(r11)
	cmpd	r6, r11
	bne	4f
	std	r11, UC_SIGMASK(r3)
	std	r5, UC_FLAGS(r3)	/* the same mark as ucp's */

1:	cmpd	r7, r8
	bne	3f
2:	li	r5, RESUME_SAVED
	SWITCH_STACK(12f)
	LEAVE_BY_THE_BETTER_EXIT

3:	LOAD_FP_CONTROL(r8)
	b	2b

	/* leave(oucp, ucp, flags of ucp) */
4:	PUSH_FRAME(48)
	std	r4, 32(r1)
	clrldi	r5, r5, 32
	CALL({leave})
	RESUME_AS_ANSWERED(12)

7:	b	{null_argument}

11:	MASK_IN_OWN_SLOT(10b, 4b)
	END_FUNCTION
