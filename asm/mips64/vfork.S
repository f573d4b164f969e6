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
	SETUP_ADDRESSES(fastctx_asm_vfork)
	PUSH_FRAME(16)
	CALL({settle})
	POP_FRAME(16)
	li	a0, VFORK_FLAGS
	move	a1, zero		/* on this stack */
	li	v0, SYS_CLONE
	syscall
	bnez	a3, 2f
	 nop
	beqz	v0, 1f			/* the child */
	 nop
	PUSH_FRAME(32)
	bal	3f
	 sd	v0, 0(sp)
3:	daddiu	t9, ra, fastctx_asm_vfork-3b
	SETUP_ADDRESSES(fastctx_asm_vfork)
	CALL({forget})
	ld	v0, 0(sp)
	POP_FRAME(32)
1:	jr	ra
	 nop

2:	move	t0, ra
	.cfi_register 31, 12
	bal	4f
	 dsubu	a0, zero, v0
4:	daddiu	t9, ra, fastctx_asm_vfork-4b
	move	ra, t0
	.cfi_restore 31
	SETUP_ADDRESSES(fastctx_asm_vfork)
	TAIL_CALL({failed})
	END_FUNCTION
