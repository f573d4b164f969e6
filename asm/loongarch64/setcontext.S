/*
 * int setcontext(const ucontext_t *ucp)
 *
 * a0 = ucp. Returns only to say that it could not: -1 with errno.
 */
#include "frame.h"

	FUNCTION(setcontext)
	CFI_PC_IS_NOT_RA
	beqz	$a0, 7f
	move	$a1, $a0
	ld.w	$t2, $a1, UC_FLAGS
	LOAD_FAST_MARK($t6)
	bne	$t2, $t6, 4f
	LOAD_TARGET
	andi	$t6, $t2, UC_MARK_HAS_MASK
	beqz	$t6, 1f
	LOAD_KNOWN_MASK(11f)
10:	ld.d	$t7, $t7, DESCRIPTOR_MASK
	ld.d	$t8, $a1, UC_SIGMASK
	bne	$t8, $t7, 4f

1:	movfcsr2gr $t5, $fcsr0
	COMPARE_FP_CONTROL
	bnez	$t4, 3f
2:	SWITCH_STACK

3:	CHANGE_FP_CONTROL		/* dear: only when it differs */
	b	2b

4:	PUSH_FRAME(32)
	st.d	$a1, $sp, 0
	move	$a0, $zero		/* leave(nothing to save into, ucp, its flags, our caller) */
	move	$a3, $ra
	move	$a2, $t2
	bl	{leave}
	RESUME_AS_ANSWERED

7:	b	{null_argument}

11:	MASK_IN_OWN_SLOT(10b, 4b)
	END_FUNCTION
