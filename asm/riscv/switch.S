/*
 * void *fastctx_switch(fastctx_t *from, fastctx_t *to, void *value)
 *
 * a0 = from, a1 = to, a2 = value. See native.h.
 */
#include "native.h"

	FUNCTION(switch)
	beq	a0, a1, 3f
	LOAD_NATIVE_TARGET
	PUSH_CALLEE_SAVED
	SUSPEND_AT(1f)
	.cfi_remember_state
	bne	t2, t4, 4f
	mv	sp, t3
1:	POP_CALLEE_SAVED
	mv	a0, a2
	RETURN_AS_PREDICTED

3:	mv	a0, a2
	ret

	.cfi_restore_state
4:	RESUME_ELSEWHERE
	END_FUNCTION
