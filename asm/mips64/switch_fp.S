/*
 * void *fastctx_switch_fp(fastctx_t *from, fastctx_t *to, void *value)
 *
 * fastctx_switch, and FP control: two more words on the stack of a suspended
 * context, of which FCSR is the first, at its CTX_SP.
 */
#include "native.h"

	FUNCTION(switch_fp)
	beq	a0, a1, 3f
	 daddiu	t2, t9, 2f-fastctx_asm_switch_fp
	LOAD_NATIVE_TARGET
	PUSH_CALLEE_SAVED
	cfc1	t8, $31
	daddiu	sp, sp, -16
	.cfi_def_cfa_offset NATIVE_FRAME + 16
	sw	t8, 0(sp)
	sd	sp, CTX_SP(a0)
	sd	t2, CTX_PC(a0)
	.cfi_remember_state
	bne	t9, t2, 4f
	 nop
	move	sp, t0
1:	lw	t3, 0(sp)
	daddiu	sp, sp, 16
	.cfi_def_cfa_offset NATIVE_FRAME
	cfc1	t8, $31
	COMPARE_FP_CONTROL
	beqz	t3, 5f
	 nop
	CHANGE_FP_CONTROL		/* dear: only when it differs */
5:	POP_CALLEE_SAVED
	RETURN_VALUE
	.cfi_restore_state
	.cfi_remember_state
2:	b	1b
	 nop

	.cfi_restore_state
4:	RESUME_ELSEWHERE

	.cfi_restore 31
3:	jr	ra
	 move	v0, a2
	END_FUNCTION
