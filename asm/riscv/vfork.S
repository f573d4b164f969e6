/*
 * pid_t vfork(void)
 *
 * The child runs in the parent's memory, so what it comes to know of its mask
 * lies where the parent looks for its own. When the parent goes on its mask is
 * not known. Nothing is kept on the stack, for the child calls further
 * functions on it.
 */
#include "frame.h"

	FUNCTION(vfork)
	PUSH_FRAME(16)
	call	{settle}
	POP_FRAME(16)
	li	a0, VFORK_FLAGS
	li	a1, 0			/* on this stack */
	li	a7, SYS_CLONE
	ecall
	beqz	a0, 1f			/* the child */
	bltz	a0, 2f
	PUSH_FRAME(32)
	sd	a0, 0(sp)
	call	{forget}
	ld	a0, 0(sp)
	POP_FRAME(32)
1:	ret

2:	tail	{failed}
	END_FUNCTION
