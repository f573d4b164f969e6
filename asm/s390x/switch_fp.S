/*
 * void *fastctx_switch_fp(fastctx_t *from, fastctx_t *to, void *value)
 *
 * fastctx_switch, and FP control.
 */
#include "native.h"

	FUNCTION(switch_fp)
	cgrje	%r2, %r3, 3f
	LOAD_NATIVE_TARGET
	PUSH_CALLEE_SAVED
	stfpc	NATIVE_FPC(%r15)
	SUSPEND_AT(2f)
	.cfi_remember_state
	cgrjne	%r1, %r5, 4f
	lgr	%r15, %r0
2:	lgr	%r2, %r4
	l	%r4, NATIVE_FPC(%r15)
	COMPARE_FP_CONTROL
	je	5f
	CHANGE_FP_CONTROL
5:	POP_CALLEE_SAVED
	br	%r14

	/* to itself */
3:	RETURN_VALUE

	.cfi_restore_state
4:	RESUME_ELSEWHERE
	END_FUNCTION
