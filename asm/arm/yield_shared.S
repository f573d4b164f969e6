/*
 * fastctx_yield() to another coroutine where one of the two is on a shared stack, and
 * neither has other extras.
 *
 * r0 = the running coroutine, r1 = value, r2 = where its thread's word is, from the
 * thread pointer. `set_off_back` is what `set_off` is to resume_shared.S.
 */
#include "coroutine.h"

	FUNCTION(yield_shared)
	SET_OFF({set_off_back})
	bhs	12f
	.cfi_remember_state
	PUSH_CALLEE_SAVED(r1)
	READ_THREAD_POINTER(r4)
	ldr	r3, [r0, #{previous}]
	mov	r5, #SUSPENDED
	strb	r5, [r0, #{state}]
	mov	r5, #RUNNING
	strb	r5, [r3, #{state}]
	str	r3, [r4, r2]
	LOAD_VALUE
	add	r6, r0, #{context}+CTX_SP
	mov	r4, sp
	LOAD_ADDRESS(r5, fastctx_asm_yield_goes_on)
	SET_THUMB_BIT(r5)
	stmia	r6, REGISTERS(r4, r5)
	mov	r1, r12
	ldr	r12, [r1, #CTX_SP]
	ldr	r3, [r1, #CTX_PC]
	RESUME_ELSEWHERE
	.cfi_restore_state
12:	mov	r0, r12
	bx	lr
	END_FUNCTION
