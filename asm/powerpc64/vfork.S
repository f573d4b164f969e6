/*
 * pid_t vfork(void)
 *
 * The child runs in the parent's memory, so what it comes to know of its mask
 * lies where the parent looks for its own. When the parent goes on its mask is
 * not known. Nothing is kept on the stack, for the child calls further
 * functions on it; LR survives the system call.
 */
#include "frame.h"

	FUNCTION(vfork, vfork)
	PUSH_FRAME(32)
	CALL({settle})
	POP_FRAME(32)
	li	r0, SYS_VFORK
	sc
	bso	2f
	cmpdi	r3, 0
	beq	1f			/* the child */
	PUSH_FRAME(48)
	std	r3, 32(r1)
	CALL({forget})
	ld	r3, 32(r1)
	POP_FRAME(48)
1:	blr

2:	neg	r3, r3
	b	{failed}
	END_FUNCTION
