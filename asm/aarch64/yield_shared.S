/*
 * fastctx_yield() to another coroutine where one of the two is on a shared stack, and
 * neither has other extras.
 *
 * x0 = the running coroutine, x1 = value, x5 = where its thread's word is, from the
 * thread pointer. `set_off_back` is what `set_off` is to resume_shared.S.
 */
#include "coroutine.h"

	BEGIN(yield_shared)
	sub	x2, sp, #WAITING_FRAME
	PACIASP
	.cfi_negate_ra_state
	stp	x29, x30, [sp, #-48]!
	.cfi_def_cfa_offset 48
	.cfi_offset x29, -48
	.cfi_offset x30, -40
	mov	x29, sp
	stp	x0, x1, [sp, #16]
	str	x5, [sp, #32]
	bl	{set_off_back}
	mov	x4, x0
	ldp	x0, x1, [sp, #16]
	ldr	x5, [sp, #32]
	ldp	x29, x30, [sp], #48
	.cfi_def_cfa_offset 0
	.cfi_restore x29
	.cfi_restore x30
	AUTIASP
	.cfi_negate_ra_state
	cmn	x4, #4095
	b.hs	12f
	mrs	x6, tpidr_el0
	ldr	x7, [x0, #{previous}]
	ldp	x9, x16, [x4, #CTX_SP]
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
	RESUME_ELSEWHERE
	.cfi_restore_state
12:	mov	w0, w4
	ret
	END_FUNCTION
