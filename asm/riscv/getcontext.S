/*
 * int getcontext(ucontext_t *ucp)
 *
 * a0 = ucp. Saves the caller's context so that it resumes as a second return
 * of this call. `saved` stores what the mode word asks for beyond the
 * registers: a signal mask that is not known, the full FP environment.
 */
#include "frame.h"

	FUNCTION(getcontext)
	beqz	a0, 4f
	SAVE_ARGUMENTS
	SAVE_REGISTERS
#ifndef FREESTANDING
	LOAD_FAST_MARK(t4)
	beq	t4, a5, 2f		/* no mask */
	addi	t5, a5, UC_MARK_HAS_MASK
	bne	t4, t5, 3f
	LOAD_KNOWN_MASK(5f, 3f)
1:	REG_L	a6, DESCRIPTOR_MASK(a6)
	REG_S	a6, UC_SIGMASK(a0)
	REG_S	t5, UC_FLAGS(a0)
#endif
2:	li	a0, 0
	ret

	/* Tail calls: the compiled function returns to our caller, not to us. */
#ifndef FREESTANDING
3:	tail	{saved}
5:	MASK_IN_OWN_SLOT(1b, 3b)
#endif
4:	tail	{null_argument}
	END_FUNCTION
