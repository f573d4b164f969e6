/*
 * int fastctx_yield(void **value)
 *
 * r3 = value. Straight through from a coroutine without extras to a resumer
 * without; `yield_in_general` is the same in Rust, for all the others. yield_shared.S
 * is for parties on shared stacks without other extras.
 */
#include "coroutine.h"

	FUNCTION(yield, fastctx_yield)
	mr	r4, r3
	LOAD_VARIABLE(ld, r7, {coroutine_word})
	cmpdi	r7, 0
	beq	7f
	ldx	r3, r13, r7
	cmpdi	r3, 0
	beq	7f
	lbz	r10, {state}+1(r3)	/* its extras, and being cancelled is one */
	ld	r8, {previous}(r3)
	ld	r9, {resumer}+CTX_SP(r3)
	ld	r12, {resumer}+CTX_PC(r3)
	cmpdi	r8, 0
	bne	5f
	andi.	r10, r10, ON_SHARED_STACK - 1
	bne	7f
1:	li	r10, SUSPENDED
	stb	r10, {state}(r3)
	stdx	r8, r13, r7
	LOAD_VALUE
	SUSPEND_WITH_VALUE({context}, 3f)
	LOAD_ADDRESS(r11, fastctx_asm_resume_goes_on)
	addi	r4, r3, {resumer}
	cmpd	r12, r11
	.cfi_remember_state
	bne	6f
	mr	r1, r9
	li	r3, 1			/* FASTCTX_YIELDED */
2:	GO_ON

	/* Back, by resume.S or whatever else: r4 = our context. */
	.cfi_restore_state
	.cfi_remember_state
	.globl	fastctx_asm_yield_goes_on
	.hidden	fastctx_asm_yield_goes_on
fastctx_asm_yield_goes_on:
3:	SET_TOC(3b)
	lwz	r3, {yield_result}-{context}(r4)
	extsw	r3, r3
	b	2b
	.cfi_restore_state

	.cfi_remember_state
6:	RESUME_ELSEWHERE
	.cfi_restore_state

	.cfi_def_cfa r1, 0
	CFI_NATIVE_LIVE
5:	lbz	r11, {state}+1(r8)
	or.	r10, r10, r11
	bne	10f
	li	r10, RUNNING
	stb	r10, {state}(r8)
	b	1b
10:	andi.	r10, r10, ON_SHARED_STACK - 1
	bne	7f
	b	{yield_shared}
7:	mr	r3, r4
	b	{yield_in_general}
	END_FUNCTION
