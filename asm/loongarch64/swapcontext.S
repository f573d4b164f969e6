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
	CFI_PC_IS_NOT_RA
	beqz	$a0, 7f
	beqz	$a1, 7f
	LOAD_TARGET
	ld.w	$t2, $a1, UC_FLAGS
	ld.d	$t8, $a1, UC_SIGMASK
	SAVE_REGISTERS
	LOAD_FAST_MARK($t6)
	bne	$t2, $t6, 4f
	beq	$a0, $a1, 4f
	andi	$t6, $t2, UC_MARK_HAS_MASK
	beqz	$t6, 1f
	LOAD_KNOWN_MASK(11f)
10:	ld.d	$t7, $t7, DESCRIPTOR_MASK
	bne	$t8, $t7, 4f
	st.d	$t7, $a0, UC_SIGMASK
	st.d	$t2, $a0, UC_FLAGS	/* the same mark as ucp's */

1:	COMPARE_FP_CONTROL
	bnez	$t4, 3f
2:	SWITCH_STACK

3:	CHANGE_FP_CONTROL		/* dear: only when it differs */
	b	2b

4:	PUSH_FRAME(32)
	st.d	$a1, $sp, 0
	move	$a2, $t2		/* leave(oucp, ucp, flags of ucp) */
	bl	{leave}
	RESUME_AS_ANSWERED

7:	b	{null_argument}

11:	MASK_IN_OWN_SLOT(10b, 4b)
	END_FUNCTION
