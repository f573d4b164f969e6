/*
 * int setcontext(const ucontext_t *ucp)
 *
 * a0 = ucp. Returns only to say that it could not: -1 with errno.
 */
#include "frame.h"

	FUNCTION(setcontext)
	CFI_PC_IS_NOT_RA
	SETUP_ADDRESSES(fastctx_asm_setcontext)
	beqz	a0, 7f
	 move	a1, a0
	ld	t2, UC_FLAGS(a1)
	LOAD_FAST_MARK(at)
	bne	t2, at, 4f
	 nop
	LOAD_TARGET
	andi	at, t2, UC_MARK_HAS_MASK
	beqz	at, 1f
	 nop
	LOAD_KNOWN_MASK(11f, 4f)
10:	ld	a3, DESCRIPTOR_MASK(a2)
	ld	a4, UC_SIGMASK(a1)
	ld	a5, DESCRIPTOR_MASK+8(a2)
	ld	a6, UC_SIGMASK+8(a1)
	xor	a3, a3, a4
	xor	a5, a5, a6
	or	a3, a3, a5
	bnez	a3, 4f
	 nop

1:	cfc1	t8, $31
	COMPARE_FP_CONTROL
	bnez	t3, 3f
	 nop
2:	SWITCH_STACK

3:	CHANGE_FP_CONTROL		/* dear: only when it differs */
	b	2b
	 nop

4:	PUSH_FRAME(32)
	sd	a1, 0(sp)
	move	a0, zero		/* leave(nothing to save into, ucp, its flags, our caller) */
	move	a3, ra
	sll	a2, t2, 0
	CALL({leave})
	RESUME_AS_ANSWERED

7:	TAIL_CALL({null_argument})

11:	MASK_IN_OWN_SLOT(10b, 4b)
	END_FUNCTION
