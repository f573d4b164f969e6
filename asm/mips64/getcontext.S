/*
 * int getcontext(ucontext_t *ucp)
 *
 * a0 = ucp. Saves the caller's context so that it resumes as a second return
 * of this call. `saved` stores what the mode word asks for beyond the
 * registers: a signal mask that is not known, the full FP environment.
 */
#include "frame.h"

	FUNCTION(getcontext)
	SETUP_ADDRESSES(fastctx_asm_getcontext)
	beqz	a0, 4f
	 nop
	SAVE_REGISTERS
	LOAD_FAST_MARK(at)
	beq	at, v0, 2f		/* no mask */
	 ori	t2, v0, UC_MARK_HAS_MASK
	bne	at, t2, 3f
	 nop
	LOAD_KNOWN_MASK(5f, 3f)
1:	ld	a3, DESCRIPTOR_MASK(a2)
	ld	a4, DESCRIPTOR_MASK+8(a2)
	sd	a3, UC_SIGMASK(a0)
	sd	a4, UC_SIGMASK+8(a0)
	sd	t2, UC_FLAGS(a0)
2:	jr	ra
	 move	v0, zero

3:	TAIL_CALL({saved})
4:	TAIL_CALL({null_argument})
5:	MASK_IN_OWN_SLOT(1b, 3b)
	END_FUNCTION
