/*
 * int setcontext(const ucontext_t *ucp)
 *
 * r3 = ucp. Returns only to say that it could not: -1 with errno. Its own
 * return address is never where it goes, so the exit is always a jump.
 */
#include "frame.h"

	FUNCTION(setcontext, setcontext)
	cmpdi	r3, 0
	beq	7f
	mr	r4, r3
	ld	r5, UC_FLAGS(r4)
	LOAD_VARIABLE(lwz, r11, {fast_mark})
	cmpd	r5, r11
	bne	4f
	LOAD_TARGET
	andi.	r0, r5, UC_MARK_HAS_MASK
	beq	1f
	LOAD_KNOWN_MASK(11f)
10:	ld	r11, DESCRIPTOR_MASK(r11)
	ld	r6, UC_SIGMASK(r4)
	cmpd	r6, r11
	bne	4f

1:	READ_FP_CONTROL(r7)
	cmpd	r7, r8
	bne	3f
2:	li	r5, RESUME_SAVED
	SWITCH_STACK(12f)
	LEAVE_BY_A_JUMP

3:	LOAD_FP_CONTROL(r8)
	b	2b

	/* leave(nothing to save into, ucp, its flags, our caller) */
4:	PUSH_FRAME(48)
	std	r4, 32(r1)
	li	r3, 0
	clrldi	r5, r5, 32
	mr	r6, r0
	CALL({leave})
	RESUME_AS_ANSWERED(12)

7:	b	{null_argument}

11:	MASK_IN_OWN_SLOT(10b, 4b)
	END_FUNCTION
