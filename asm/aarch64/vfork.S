/*
 * pid_t vfork(void)
 *
 * The child runs in the parent's memory, so what it comes to know of its mask
 * lies where the parent looks for its own. When the parent goes on its mask is
 * not known. Nothing is kept on the stack, for the child calls further
 * functions on it. With a shadow stack, which the two share as well, what the child
 * calls is where our return address was: so both take that off, and jump. (Compilers
 * put a landing pad behind a call of vfork.)
 */
#include "shadow_stack.h"

	FUNCTION(vfork)
	PUSH_FRAME(16)
	bl	{settle}
	POP_FRAME(16)
	mov	x0, #VFORK_FLAGS
	mov	x1, #0			/* on this stack */
	mov	x8, #SYS_CLONE
	svc	#0
	cbz	x0, 1f			/* the child */
	tbnz	x0, #63, 2f
	PUSH_FRAME(32)
	str	x0, [sp, #16]
	bl	{forget}
	ldr	x0, [sp, #16]
	POP_FRAME(32)
1:	GO_IF_SHADOW_STACKS(3f)
	ret

2:	b	{failed}
3:	GCSPOPM(xzr)
	mov	x16, x30
	br	x16
	END_FUNCTION
