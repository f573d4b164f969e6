/*
 * void *fastctx_switch(fastctx_t *from, fastctx_t *to, void *value)
 *
 * r3 = from, r4 = to, r5 = value. See native.h.
 */
#include "native.h"

	FUNCTION(switch, fastctx_switch)
	cmpd	r3, r4
	beq	3f
	LOAD_NATIVE_TARGET
	PUSH_CALLEE_SAVED
	SUSPEND_AT(2f)
	cmpd	r12, r11
	.cfi_remember_state
	bne	4f
	mr	r1, r9
1:	POP_CALLEE_SAVED
	RETURN_VALUE
3:	mr	r3, r5
	blr
	.cfi_restore_state
	.cfi_remember_state
2:	SET_TOC(2b)
	b	1b

	.cfi_restore_state
4:	RESUME_ELSEWHERE
	END_FUNCTION
