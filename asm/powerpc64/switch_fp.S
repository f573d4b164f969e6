/*
 * void *fastctx_switch_fp(fastctx_t *from, fastctx_t *to, void *value)
 *
 * fastctx_switch, and FP control: the control bits of FPSCR in the frame.
 */
#include "native.h"

	FUNCTION(switch_fp, fastctx_switch_fp)
	cmpd	r3, r4
	beq	3f
	LOAD_NATIVE_TARGET
	PUSH_CALLEE_SAVED
	READ_FP_CONTROL(r7)
	std	r7, NATIVE_EXTRA(r1)
	SUSPEND_AT(2f)
	cmpd	r12, r11
	.cfi_remember_state
	bne	4f
	mr	r1, r9
1:	ld	r8, NATIVE_EXTRA(r1)
	READ_FP_CONTROL(r7)
	cmpd	r7, r8
	beq	5f
	LOAD_FP_CONTROL(r8)		/* dear: only when it differs */
5:	POP_CALLEE_SAVED
	RETURN_VALUE
3:	mr	r3, r5
	blr
	.cfi_restore_state
	.cfi_remember_state
2:	SET_TOC(2b)
	b	1b

	.cfi_restore_state
4:	RESUME_ELSEWHERE
	END_FUNCTION
