/*
 * int fastctx_yield(void **value)
 *
 * a0 = value. Straight through from a coroutine without extras to a resumer
 * without; `yield_in_general` is the same in Rust, for all the others. yield_shared.S
 * is for parties on shared stacks without other extras.
 */
#include "coroutine.h"

	FUNCTION(yield)
	mv	a1, a0
	REG_L	a5, {coroutine_word}
	beqz	a5, 7f
	THREAD_WORD(t6, a5)
	REG_L	a0, 0(t6)
	beqz	a0, 7f
	lbu	a4, {state}+1(a0)	/* its extras, and being cancelled is one */
	REG_L	a7, {previous}(a0)
	REG_L	t2, {resumer}+CTX_PC(a0)
	REG_L	t3, {resumer}+CTX_SP(a0)
	bnez	a7, 5f
	andi	a4, a4, ON_SHARED_STACK-1
	bnez	a4, 7f
1:	li	a4, SUSPENDED
	sb	a4, {state}(a0)
	REG_S	a7, 0(t6)
	mv	a3, ra
	LOAD_VALUE
	SUSPEND_WITH_VALUE({context}, 3f)
	addi	a1, a0, {resumer}
	lla	t4, fastctx_asm_resume_goes_on
	.cfi_remember_state
	bne	t2, t4, 6f
	mv	sp, t3
	li	a0, 1			/* FASTCTX_YIELDED */
2:	GO_ON

	/* Back, by resume.S or whatever else: a1 = our context. */
	.cfi_restore_state
	.cfi_remember_state
	.globl	fastctx_asm_yield_goes_on
	.hidden	fastctx_asm_yield_goes_on
fastctx_asm_yield_goes_on:
3:	lw	a0, {yield_result}-{context}(a1)
	j	2b
	.cfi_restore_state

6:	RESUME_ELSEWHERE

	.cfi_def_cfa sp, 0
	CFI_NATIVE_LIVE
5:	lbu	a6, {state}+1(a7)
	or	a4, a4, a6
	bnez	a4, 10f
	li	a4, RUNNING
	sb	a4, {state}(a7)
	j	1b
10:	andi	a4, a4, ON_SHARED_STACK-1
	bnez	a4, 7f
	tail	{yield_shared}
7:	mv	a0, a1
	tail	{yield_in_general}
	END_FUNCTION
