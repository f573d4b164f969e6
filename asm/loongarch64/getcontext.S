/*
 * int getcontext(ucontext_t *ucp)
 *
 * a0 = ucp. Saves the caller's context so that it resumes as a second return
 * of this call. `saved` stores what the mode word asks for beyond the
 * registers: a signal mask that is not known, the full FP environment.
 */
#include "frame.h"

	FUNCTION(getcontext)
	beqz	$a0, 4f
	SAVE_REGISTERS
	LOAD_FAST_MARK($t6)
	sub.w	$t6, $t6, $t3
	beqz	$t6, 2f			/* no mask */
	li.w	$t4, UC_MARK_HAS_MASK
	bne	$t6, $t4, 3f
	LOAD_KNOWN_MASK(5f)
1:	ld.d	$t7, $t7, DESCRIPTOR_MASK
	ori	$t3, $t3, UC_MARK_HAS_MASK
	st.d	$t7, $a0, UC_SIGMASK
	st.d	$t3, $a0, UC_FLAGS
2:	move	$a0, $zero
	ret

	/* Tail calls: the compiled function returns to our caller, not to us. */
3:	b	{saved}
4:	b	{null_argument}
5:	MASK_IN_OWN_SLOT(1b, 3b)
	END_FUNCTION
