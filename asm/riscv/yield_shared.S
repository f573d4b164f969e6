/*
 * fastctx_yield() to another coroutine where one of the two is on a shared stack, and
 * neither has other extras.
 *
 * a0 = the running coroutine, a1 = value, a5 = where its thread's word is, from the
 * thread pointer. `set_off_back` is what `set_off` is to resume_shared.S.
 */
#include "coroutine.h"

	BEGIN(yield_shared)
	SET_OFF({set_off_back}, 12f)
	REG_L	a7, {previous}(a0)
	REG_L	t2, CTX_PC(a4)
	REG_L	t3, CTX_SP(a4)
	li	a6, SUSPENDED
	sb	a6, {state}(a0)
	li	a6, RUNNING
	sb	a6, {state}(a7)
	THREAD_WORD(t6, a5)
	REG_S	a7, 0(t6)
	mv	a3, ra
	LOAD_VALUE
	.cfi_remember_state
	SUSPEND_WITH_VALUE({context}, fastctx_asm_yield_goes_on)
	mv	a1, a4
	RESUME_ELSEWHERE
	.cfi_restore_state
12:	mv	a0, a4
	ret
	END_FUNCTION
