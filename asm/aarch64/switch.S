/*
 * void *fastctx_switch(fastctx_t *from, fastctx_t *to, void *value)
 *
 * x0 = from, x1 = to, x2 = value. See native.h.
 */
#include "native.h"

	FUNCTION(switch)
	cmp	x0, x1
	b.eq	3f
	LOAD_NATIVE_TARGET
	PUSH_CALLEE_SAVED
	SUSPEND_AT(2f)
	cmp	x16, x11
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
4:	RESUME_ELSEWHERE
	END_FUNCTION
