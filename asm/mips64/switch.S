/*
 * void *fastctx_switch(fastctx_t *from, fastctx_t *to, void *value)
 *
 * a0 = from, a1 = to, a2 = value. See native.h.
 */
#include "native.h"

	FUNCTION(switch)
	beq	a0, a1, 3f
	 daddiu	t2, t9, 2f-fastctx_asm_switch
	LOAD_NATIVE_TARGET
	PUSH_CALLEE_SAVED
	sd	sp, CTX_SP(a0)
	sd	t2, CTX_PC(a0)
	.cfi_remember_state
	bne	t9, t2, 4f
	 nop
	move	sp, t0
1:	POP_CALLEE_SAVED
	RETURN_VALUE
	.cfi_restore_state
	.cfi_remember_state
2:	b	1b
	 nop

	.cfi_restore_state
4:	RESUME_ELSEWHERE

	.cfi_restore 31
3:	jr	ra
	 move	v0, a2
	END_FUNCTION
