/*
 * void *fastctx_switch_fp(fastctx_t *from, fastctx_t *to, void *value)
 *
 * fastctx_switch, and FP control: frm, where fcsr has it, is in the word at the
 * CTX_SP of a suspended context.
 */
#include "native.h"

	FUNCTION(switch_fp)
	beq	a0, a1, 3f
	LOAD_NATIVE_TARGET
	PUSH_CALLEE_SAVED
#if HAS_FP_CONTROL
	frrm	a4
	slli	a4, a4, FCSR_FRM
	sw	a4, 0(sp)
#endif
	SUSPEND_AT(1f)
	.cfi_remember_state
	bne	t2, t4, 4f
	mv	sp, t3
#if HAS_FP_CONTROL
1:	lw	a4, 0(sp)
	srli	a4, a4, FCSR_FRM
	frrm	a5
	beq	a4, a5, 5f
	fsrm	a4			/* dear: only when it differs */
5:	POP_CALLEE_SAVED
#else
1:	POP_CALLEE_SAVED
#endif
	mv	a0, a2
	RETURN_AS_PREDICTED

3:	mv	a0, a2
	ret

	.cfi_restore_state
4:	RESUME_ELSEWHERE
	END_FUNCTION
