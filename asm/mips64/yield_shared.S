/*
 * fastctx_yield() to another coroutine where one of the two is on a shared stack, and
 * neither has other extras.
 *
 * a0 = the running coroutine, a1 = value, t3 = where its thread's word is, from the
 * thread pointer. `set_off_back` is what `set_off` is to resume_shared.S.
 */
#include "coroutine.h"

	BEGIN(yield_shared)
	SETUP_ADDRESSES(fastctx_asm_yield_shared)
	SET_OFF({set_off_back}, 12f)
	rdhwr	v1, $29
	daddu	v1, v1, t3
	ld	t8, {previous}(a0)
	ld	t0, CTX_SP(a4)
	ld	t9, CTX_PC(a4)
	li	t2, SUSPENDED
	sb	t2, {state}(a0)
	li	t2, RUNNING
	sb	t2, {state}(t8)
	sd	t8, 0(v1)
	move	a3, ra
	LOAD_ADDRESS(t2, fastctx_asm_yield_goes_on)
	LOAD_VALUE
	.cfi_remember_state
	SUSPEND_WITH_VALUE({context})
	move	a1, a4
	RESUME_ELSEWHERE
	.cfi_restore_state
12:	jr	ra
	 move	v0, a4
	END_FUNCTION
