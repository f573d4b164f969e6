/*
 * int fastctx_resume(fastctx_co_t *co, void **value)
 *
 * a0 = co, a1 = value. Straight through for a suspended coroutine without
 * extras, resumed by a thread or another such coroutine; `resume_in_general` is
 * the same in Rust, for all the others and for every refusal. resume_shared.S is
 * for parties on shared stacks without other extras.
 */
#include "coroutine.h"

	FUNCTION(resume)
	beqz	a0, 8f
	lhu	a4, {state}(a0)		/* suspended, no extras */
	bnez	a4, 10f
	REG_L	a5, {coroutine_word}
	beqz	a5, 8f
	THREAD_WORD(t6, a5)
	REG_L	t2, {context}+CTX_PC(a0)
	REG_L	t3, {context}+CTX_SP(a0)
	REG_L	a7, 0(t6)		/* who resumes it, if a coroutine does */
	bnez	a7, 7f
1:	li	a4, RUNNING
	REG_S	a7, {previous}(a0)
	sb	a4, {state}(a0)
	REG_S	a0, 0(t6)
	mv	a3, ra
	LOAD_VALUE
	SUSPEND_WITH_VALUE({resumer}, 3f)
	addi	a1, a0, {context}
	lla	t4, fastctx_asm_yield_goes_on
	.cfi_remember_state
	bne	t2, t4, 6f
	mv	sp, t3
	lw	a0, {yield_result}(a0)
2:	GO_ON

	/* Back, by yield.S or whatever else: a1 = its resumer, which we are. */
	.cfi_restore_state
	.cfi_remember_state
	.globl	fastctx_asm_resume_goes_on
	.hidden	fastctx_asm_resume_goes_on
fastctx_asm_resume_goes_on:
3:	lbu	a0, {state}-{resumer}(a1)
	addi	a0, a0, -DEAD
	snez	a0, a0			/* FASTCTX_YIELDED */
	j	2b
	.cfi_restore_state

6:	RESUME_ELSEWHERE

	.cfi_def_cfa sp, 0
	CFI_NATIVE_LIVE
7:	lbu	a4, {state}+1(a7)	/* its extras */
	bnez	a4, 11f
	li	a4, NORMAL
	sb	a4, {state}(a7)
	j	1b
10:	slli	a4, a4, 8*SZREG-15	/* all but ON_SHARED_STACK, the highest bit */
	bnez	a4, 8f
11:	tail	{resume_shared}
8:	tail	{resume_in_general}
	END_FUNCTION
