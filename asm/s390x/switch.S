/*
 * void *fastctx_switch(fastctx_t *from, fastctx_t *to, void *value)
 *
 * r2 = from, r3 = to, r4 = value. See native.h.
 */
#include "native.h"

	FUNCTION(switch)
	cgrje	%r2, %r3, 3f
	LOAD_NATIVE_TARGET
	PUSH_CALLEE_SAVED
	SUSPEND_AT(2f)
	.cfi_remember_state
	cgrjne	%r1, %r5, 4f
	lgr	%r15, %r0
2:	POP_CALLEE_SAVED
3:	RETURN_VALUE

	.cfi_restore_state
4:	RESUME_ELSEWHERE
	END_FUNCTION
