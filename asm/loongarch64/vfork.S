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
	bl	{settle}
	POP_FRAME(16)
	LOAD_CONSTANT($a0, VFORK_FLAGS)
	move	$a1, $zero		/* on this stack */
	li.w	$a7, SYS_CLONE
	syscall	0
	beqz	$a0, 1f			/* the child */
	bltz	$a0, 2f
	PUSH_FRAME(32)
	st.d	$a0, $sp, 0
	bl	{forget}
	ld.d	$a0, $sp, 0
	POP_FRAME(32)
1:	ret

2:	b	{failed}
	END_FUNCTION
