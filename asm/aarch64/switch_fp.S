/*
 * void *fastctx_switch_fp(fastctx_t *from, fastctx_t *to, void *value)
 *
 * fastctx_switch, and FP control: two more words on the stack of a suspended
 * context, of which FPCR is the first, at its CTX_SP.
 */
#include "shadow_stack.h"

	FUNCTION(switch_fp)
	cmp	x0, x1
	b.eq	3f
	LOAD_NATIVE_TARGET
	PUSH_CALLEE_SAVED
	mrs	x14, fpcr
	str	x14, [sp, #-16]!
	.cfi_def_cfa_offset NATIVE_FRAME + 16
	SUSPEND_AT(2f)
	cmp	x17, x11
	.cfi_remember_state
	b.ne	4f
	mov	sp, x9
1:	ldr	x14, [sp], #16
	.cfi_def_cfa_offset NATIVE_FRAME
	mrs	x15, fpcr
	cmp	x14, x15
	b.eq	5f
	msr	fpcr, x14		/* dear: only when it differs */
5:	POP_CALLEE_SAVED
3:	RETURN_VALUE
	.cfi_restore_state
	.cfi_remember_state
2:	BTI_J
	b	1b

	.cfi_restore_state
	.cfi_remember_state
4:	GO_IF_SHADOW_STACKS(6f)
	RESUME_ELSEWHERE

	.cfi_restore_state
	.cfi_remember_state
6:	SUSPEND_WITH_SHADOW_STACK(0, 7f)
	RESUME_ELSEWHERE

	.cfi_restore_state
7:	COME_BACK_TO_SHADOW_STACK
	b	1b
	END_FUNCTION
