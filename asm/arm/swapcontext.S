/*
 * int swapcontext(ucontext_t *oucp, const ucontext_t *ucp)
 *
 * r0 = oucp, r1 = ucp. Straight through when ucp carries the mark of the fast
 * path and is not oucp, and the thread's signal mask, if the mark says that it
 * matters, is known to be ucp's already; otherwise `leave` does what must be
 * done before the switch and says how to go on.
 *
 * r1-r3 are not saved: they are nobody's after a call. They are loaded all the
 * same, for programs that write arguments into a context.
 */
#include "frame.h"

	FUNCTION(swapcontext)
	cmp	r0, #0
	it	ne
	cmpne	r1, #0
	beq	7f
	ldr	r2, [r1, #UC_FLAGS]
	ldr	r3, [r1, #UC_SP]
	SAVE_REGISTERS
	CFI_SAVED_AT(DW_LR, DW_R(0), UC_LR)
	LOAD_FAST_MARK(r12)
	cmp	r2, r12
	bne	4f
	cmp	r0, r1
	beq	4f
	str	r2, [r0, #UC_FLAGS]	/* the same mark as ucp's */
#ifndef FREESTANDING
	tst	r2, #UC_MARK_HAS_MASK
	beq	1f
	LOAD_KNOWN_MASK(lr, 11f, 4f)
10:	LOAD_MASK(lr)
	COMPARE_MASK(lr)
	bne	4f
	str	r2, [r0, #UC_SIGMASK]
	str	lr, [r0, #UC_SIGMASK + 4]
#endif

1:	SAVE_VFP
	LOAD_FP_CONTROL(r2)
	SWITCH_STACK

	/* Here ucp's flags are what they were, even if it is oucp. */
4:	ldr	lr, [r0, #UC_LR]
	.cfi_remember_state
	.cfi_restore lr
	KNOW_FEATURES
	SAVE_VFP
	LOAD_CONSTANT(r12, UC_MARK_SAVED)
	ldr	r2, [r1, #UC_FLAGS]
	str	r12, [r0, #UC_FLAGS]
	PUSH_FRAME(r1)
	bl	{leave}			/* leave(oucp, ucp, flags of ucp) */
	RESUME_AS_ANSWERED
7:	b	{null_argument}

	.cfi_restore_state
#ifndef FREESTANDING
11:	MASK_IN_OWN_SLOT(lr, 10b, 4b)
#endif
	END_FUNCTION
