/*
 * void *fastctx_switch(fastctx_t *from, fastctx_t *to, void *value)
 *
 * r0 = from, r1 = to, r2 = value. See native.h.
 */
#include "native.h"

	FUNCTION(switch)
	cmp	r0, r1
	beq	3f
	KNOW_FEATURES
	ldr	r12, [r1, #CTX_SP]
	PUSH_CALLEE_SAVED(r3)
	ldr	r3, [r1, #CTX_PC]
	SUSPEND_AT(#0, 1f)
	cmp	r3, r5
	.cfi_remember_state
	bne	4f
	mov	sp, r12
1:	POP_VFP(r3)
	RETURN_VALUE

	.cfi_restore_state
	.cfi_remember_state
4:	RESUME_ELSEWHERE
	.cfi_restore_state

	.cfi_def_cfa sp, 0
	CFI_NATIVE_LIVE
3:	mov	r0, r2
	bx	lr
	END_FUNCTION
