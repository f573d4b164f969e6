/*
 * void *fastctx_switch(fastctx_t *from, fastctx_t *to, void *value)
 *
 * x0 = from, x1 = to, x2 = value. See native.h.
 */
#include "shadow_stack.h"

	FUNCTION(switch)
	cmp	x0, x1
	b.eq	3f
	LOAD_NATIVE_TARGET
	PUSH_CALLEE_SAVED
	SUSPEND_AT(2f)
	cmp	x17, x11
	.cfi_remember_state
	b.ne	4f
	mov	sp, x9
1:	POP_CALLEE_SAVED
3:	RETURN_VALUE
	.cfi_restore_state
	.cfi_remember_state
2:	BTI_J
	b	1b

	.cfi_restore_state
	.cfi_remember_state
4:	GO_IF_SHADOW_STACKS(5f)
	RESUME_ELSEWHERE

	.cfi_restore_state
	.cfi_remember_state
5:	sub	sp, sp, #16
	.cfi_def_cfa_offset NATIVE_FRAME + 16
	SUSPEND_WITH_SHADOW_STACK(0, 6f)
	RESUME_ELSEWHERE

	.cfi_restore_state
	.cfi_def_cfa_offset NATIVE_FRAME + 16
6:	COME_BACK_TO_SHADOW_STACK
	add	sp, sp, #16
	.cfi_def_cfa_offset NATIVE_FRAME
	b	1b
	END_FUNCTION
