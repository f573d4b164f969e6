/*
 * void *fastctx_switch_fp(fastctx_t *from, fastctx_t *to, void *value)
 *
 * fastctx_switch, and FP control: FPSCR is on the stack of a suspended context, in
 * the word below r4, and its control bits come back from there.
 */
#include "native.h"

	FUNCTION(switch_fp)
	cmp	r0, r1
	beq	3f
	KNOW_FEATURES
	ldr	r12, [r1, #CTX_SP]
	READ_FPSCR(r3)
	PUSH_CALLEE_SAVED(r3)
	ldr	r3, [r1, #CTX_PC]
	SUSPEND_AT(#0, 1f)
	cmp	r3, r5
	.cfi_remember_state
	bne	4f
	mov	sp, r12
1:	POP_VFP(r3)
	UNLESS_VFP(r3, 2f)
	ldr	r3, [sp]
	READ_FPSCR(r12)
	CHANGE_FP_CONTROL(r3, r12)
2:	RETURN_VALUE

	.cfi_restore_state
	.cfi_remember_state
4:	RESUME_ELSEWHERE
	.cfi_restore_state

	.cfi_def_cfa sp, 0
	CFI_NATIVE_LIVE
3:	mov	r0, r2
	bx	lr
	END_FUNCTION
