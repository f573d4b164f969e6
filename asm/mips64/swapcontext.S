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
	SETUP_ADDRESSES(fastctx_asm_swapcontext)
	beqz	a0, 7f
	 nop
	beqz	a1, 7f
	 nop
	LOAD_TARGET
	ld	t2, UC_FLAGS(a1)
	SAVE_REGISTERS
	LOAD_FAST_MARK(at)
	bne	t2, at, 4f
	 andi	at, t2, UC_MARK_HAS_MASK
	beq	a0, a1, 4f
	 nop
	beqz	at, 1f
	 nop
	LOAD_KNOWN_MASK(11f, 4f)
10:	ld	a3, DESCRIPTOR_MASK(a2)
	ld	a4, UC_SIGMASK(a1)
	ld	a5, DESCRIPTOR_MASK+8(a2)
	ld	a6, UC_SIGMASK+8(a1)
	xor	a4, a4, a3
	xor	a6, a6, a5
	or	a4, a4, a6
	bnez	a4, 4f
	 nop
	sd	a3, UC_SIGMASK(a0)
	sd	a5, UC_SIGMASK+8(a0)
	sd	t2, UC_FLAGS(a0)	/* the same mark as ucp's */

1:	COMPARE_FP_CONTROL
	bnez	t3, 3f
	 nop
2:	SWITCH_STACK

3:	CHANGE_FP_CONTROL		/* dear: only when it differs */
	b	2b
	 nop

4:	PUSH_FRAME(32)
	sd	a1, 0(sp)
	sll	a2, t2, 0		/* leave(oucp, ucp, flags of ucp) */
	CALL({leave})
	RESUME_AS_ANSWERED

7:	TAIL_CALL({null_argument})

11:	MASK_IN_OWN_SLOT(10b, 4b)
	END_FUNCTION
