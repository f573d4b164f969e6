/*
 * void *fastctx_switch_fp(fastctx_t *from, fastctx_t *to, void *value)
 *
 * fastctx_switch, and FP control: two more words on the stack of a suspended
 * context, of which FCSR0 is the first, at its CTX_SP.
 */
#include "native.h"

	FUNCTION(switch_fp)
	beq	$a0, $a1, 3f
	LOAD_NATIVE_TARGET
	PUSH_CALLEE_SAVED
	movfcsr2gr $t5, $fcsr0
	addi.d	$sp, $sp, -16
	.cfi_def_cfa_offset NATIVE_FRAME + 16
	st.d	$t5, $sp, 0
	SUSPEND_AT(2f)
	.cfi_remember_state
	bne	$t1, $t3, 4f
	move	$sp, $t0
1:	ld.d	$t4, $sp, 0
	addi.d	$sp, $sp, 16
	.cfi_def_cfa_offset NATIVE_FRAME
	movfcsr2gr $t5, $fcsr0
	COMPARE_FP_CONTROL
	beqz	$t4, 5f
	CHANGE_FP_CONTROL		/* dear: only when it differs */
5:	POP_CALLEE_SAVED
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
