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
	PUSH_FRAME(0)
	brasl	%r14, {settle}
	POP_FRAME(0)
	svc	SYS_VFORK
	ltgr	%r2, %r2
	je	1f			/* the child */
	jl	2f
	PUSH_FRAME(8)
	stg	%r2, SAVE_AREA(%r15)
	brasl	%r14, {forget}
	lg	%r2, SAVE_AREA(%r15)
	POP_FRAME(8)
1:	br	%r14

2:	jg	{failed}
	END_FUNCTION
