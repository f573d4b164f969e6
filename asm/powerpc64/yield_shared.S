/*
 * fastctx_yield() to another coroutine where one of the two is on a shared stack, and
 * neither has other extras.
 *
 * r3 = the running coroutine, r4 = value, r7 = where its thread's word is, from the
 * thread pointer. `set_off_back` is what `set_off` is to resume_shared.S.
 */
#include "coroutine.h"

	BEGIN(yield_shared)
	SET_OFF({set_off_back})
	bge	12f
	ld	r11, {previous}(r3)
	ld	r9, CTX_SP(r8)
	ld	r12, CTX_PC(r8)
	li	r10, SUSPENDED
	stb	r10, {state}(r3)
	li	r10, RUNNING
	stb	r10, {state}(r11)
	stdx	r11, r13, r7
	LOAD_VALUE
	.cfi_remember_state
	SUSPEND_WITH_VALUE({context}, fastctx_asm_yield_goes_on)
	mr	r4, r8
	RESUME_ELSEWHERE
	.cfi_restore_state
12:	mr	r3, r8
	blr
	END_FUNCTION
