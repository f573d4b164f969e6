/*
 * fastctx_yield() to another coroutine where one of the two is on a shared stack, and
 * neither has other extras.
 *
 * x0 = the running coroutine, x1 = value, x5 = where its thread's word is, from the
 * thread pointer. `set_off_back` is what `set_off` is to resume_shared.S.
 */
#include "coroutine.h"

	BEGIN(yield_shared)
	SET_OFF({set_off_back})
	b.hs	12f
	mrs	x6, tpidr_el0
	ldr	x7, [x0, #{previous}]
	ldp	x9, x17, [x4, #CTX_SP]
	mov	w8, #SUSPENDED
	strb	w8, [x0, #{state}]
	mov	w8, #RUNNING
	strb	w8, [x7, #{state}]
	str	x7, [x6, x5]
	mov	x3, x30
	LOAD_VALUE
	.cfi_remember_state
	SUSPEND_WITH_VALUE({context}, fastctx_asm_yield_goes_on)
	mov	x1, x4
	GO_IF_SHADOW_STACKS(5f)
	.cfi_remember_state
	RESUME_ELSEWHERE

	.cfi_restore_state
5:	SUSPEND_WITH_SHADOW_STACK({context}, fastctx_asm_yield_goes_on_by_shadow_stack)
	RESUME_ELSEWHERE
	.cfi_restore_state
12:	mov	w0, w4
	ret
	END_FUNCTION
