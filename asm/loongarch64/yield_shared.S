/*
 * fastctx_yield() to another coroutine where one of the two is on a shared stack, and
 * neither has other extras.
 *
 * a0 = the running coroutine, a1 = value, t5 = where its thread's word is, from the
 * thread pointer. `set_off_back` is what `set_off` is to resume_shared.S.
 */
#include "coroutine.h"

	BEGIN(yield_shared)
	SET_OFF({set_off_back}, 12f)
	ld.d	$t7, $a0, {previous}
	ld.d	$t0, $a4, CTX_SP
	ld.d	$t1, $a4, CTX_PC
	li.w	$t8, SUSPENDED
	st.b	$t8, $a0, {state}
	li.w	$t8, RUNNING
	st.b	$t8, $t7, {state}
	stx.d	$t7, $tp, $t5
	move	$a3, $ra
	LOAD_VALUE
	.cfi_remember_state
	SUSPEND_WITH_VALUE({context}, fastctx_asm_yield_goes_on)
	move	$a1, $a4
	RESUME_ELSEWHERE
	.cfi_restore_state
12:	move	$a0, $a4
	ret
	END_FUNCTION
