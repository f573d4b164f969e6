/*
 * pid_t vfork(void)
 *
 * The child runs in the parent's memory, so what it comes to know of its mask
 * lies where the parent looks for its own. When the parent goes on its mask is
 * not known. Nothing is kept on the stack, for the child calls further
 * functions on it; r12 is what the kernel leaves alone.
 */
#include "frame.h"

	FUNCTION(vfork)
	PUSH_FRAME(r3)
	bl	{settle}
	POP_FRAME(r3)
	mov	r12, r7
	.cfi_register r7, r12
	mov	r7, #SYS_VFORK
	svc	#0
	mov	r7, r12
	.cfi_restore r7
	cmp	r0, #0
	it	eq
	bxeq	lr			/* the child */
	blt	2f
	push	REGISTERS(r0, lr)
	.cfi_def_cfa_offset 8
	.cfi_offset lr, -4
	bl	{forget}
	pop	REGISTERS(r0, pc)

	.cfi_def_cfa_offset 0
	.cfi_restore lr
2:	b	{failed}
	END_FUNCTION
