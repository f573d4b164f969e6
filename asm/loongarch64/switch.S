/*
 * void *fastctx_switch(fastctx_t *from, fastctx_t *to, void *value)
 *
 * a0 = from, a1 = to, a2 = value. See native.h.
 */
#include "native.h"

	FUNCTION(switch)
	beq	$a0, $a1, 3f
	LOAD_NATIVE_TARGET
	PUSH_CALLEE_SAVED
	SUSPEND_AT(2f)
	.cfi_remember_state
	bne	$t1, $t3, 4f
	move	$sp, $t0
1:	POP_CALLEE_SAVED
	RETURN_VALUE
	.cfi_restore_state
	.cfi_remember_state
2:	b	1b

	.cfi_restore_state
4:	RESUME_ELSEWHERE

	.cfi_restore 1
3:	move	$a0, $a2
	ret
	END_FUNCTION
