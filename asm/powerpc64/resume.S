/*
 * int fastctx_resume(fastctx_co_t *co, void **value)
 *
 * r3 = co, r4 = value. Straight through for a suspended coroutine without
 * extras, resumed by a thread or another such coroutine; `resume_in_general` is
 * the same in Rust, for all the others and for every refusal. resume_shared.S is
 * for parties on shared stacks without other extras.
 */
#include "coroutine.h"

	FUNCTION(resume, fastctx_resume)
	cmpdi	r3, 0
	beq	8f
	lhz	r10, {state}(r3)	/* suspended, no extras */
	cmpwi	r10, 0
	bne	10f
	LOAD_VARIABLE(ld, r7, {coroutine_word})
	cmpdi	r7, 0
	beq	8f
	ld	r9, {context}+CTX_SP(r3)
	ld	r12, {context}+CTX_PC(r3)
	ldx	r8, r13, r7		/* who resumes it, if a coroutine does */
	cmpdi	r8, 0
	bne	7f
1:	li	r10, RUNNING
	std	r8, {previous}(r3)
	stb	r10, {state}(r3)
	stdx	r3, r13, r7
	LOAD_VALUE
	SUSPEND_WITH_VALUE({resumer}, 3f)
	LOAD_ADDRESS(r11, fastctx_asm_yield_goes_on)
	addi	r4, r3, {context}
	cmpd	r12, r11
	.cfi_remember_state
	bne	6f
	mr	r1, r9
	lwz	r3, {yield_result}(r3)
	extsw	r3, r3
2:	GO_ON

	/* Back, by yield.S or whatever else: r4 = its resumer, which we are. */
	.cfi_restore_state
	.cfi_remember_state
	.globl	fastctx_asm_resume_goes_on
	.hidden	fastctx_asm_resume_goes_on
fastctx_asm_resume_goes_on:
3:	SET_TOC(3b)
	lbz	r3, {state}-{resumer}(r4)
	RESULT_OF_STATE(r3)
	b	2b
	.cfi_restore_state

	.cfi_remember_state
6:	RESUME_ELSEWHERE
	.cfi_restore_state

	.cfi_def_cfa r1, 0
	CFI_NATIVE_LIVE
7:	lbz	r10, {state}+1(r8)	/* its extras */
	cmpwi	r10, 0
	bne	11f
	li	r10, NORMAL
	stb	r10, {state}(r8)
	b	1b
10:	andi.	r10, r10, STATE_AND_OTHER_EXTRAS
	bne	8f
11:	b	{resume_shared}
8:	b	{resume_in_general}
	END_FUNCTION
