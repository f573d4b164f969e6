/*
 * int getcontext(ucontext_t *ucp)
 *
 * r3 = ucp. Saves the caller's context so that it resumes as a second return
 * of this call. `saved` stores what the mode word asks for beyond the
 * registers: a signal mask that is not known, the full FP environment.
 */
#include "frame.h"

	FUNCTION(getcontext, getcontext)
	cmpdi	r3, 0
	beq	4f
	std	r4, UC_R(4)(r3)
	std	r5, UC_R(5)(r3)
	std	r6, UC_R(6)(r3)
	std	r7, UC_R(7)(r3)
	std	r8, UC_R(8)(r3)
	std	r9, UC_R(9)(r3)
	std	r10, UC_R(10)(r3)
	SAVE_REGISTERS
	LOAD_VARIABLE(lwz, r9, {fast_mark})
	mr	r8, r10
	subf.	r9, r8, r9
	beq	2f			/* no mask */
	cmpdi	r9, UC_MARK_HAS_MASK
	bne	3f
	LOAD_KNOWN_MASK(5f)
1:	ld	r11, DESCRIPTOR_MASK(r11)
	ori	r8, r8, UC_MARK_HAS_MASK
	std	r11, UC_SIGMASK(r3)
	std	r8, UC_FLAGS(r3)
2:	li	r3, 0
	blr

	/* Tail calls: the compiled function returns to our caller, not to us. */
3:	b	{saved}
4:	b	{null_argument}
5:	MASK_IN_OWN_SLOT(1b, 3b)
	END_FUNCTION
