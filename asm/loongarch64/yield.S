/*
 * int fastctx_yield(void **value)
 *
 * a0 = value. Straight through from a coroutine without extras to a resumer
 * without; `yield_in_general` is the same in Rust, for all the others. yield_shared.S
 * is for parties on shared stacks without other extras.
 */
#include "coroutine.h"

	FUNCTION(yield)
	move	$a1, $a0
	LOAD_WORD($t5, {coroutine_word})
	beqz	$t5, 7f
	ldx.d	$a0, $tp, $t5
	beqz	$a0, 7f
	ld.bu	$t2, $a0, {state}+1	/* its extras, and being cancelled is one */
	ld.d	$t7, $a0, {previous}
	ld.d	$t0, $a0, {resumer}+CTX_SP
	ld.d	$t1, $a0, {resumer}+CTX_PC
	bnez	$t7, 5f
	andi	$t3, $t2, ON_SHARED_STACK - 1
	bnez	$t3, 7f
1:	li.w	$t2, SUSPENDED
	st.b	$t2, $a0, {state}
	stx.d	$t7, $tp, $t5
	move	$a3, $ra
	LOAD_VALUE
	SUSPEND_WITH_VALUE({context}, 3f)
	addi.d	$a1, $a0, {resumer}
	la.pcrel $t3, fastctx_asm_resume_goes_on
	.cfi_remember_state
	bne	$t1, $t3, 6f
	move	$sp, $t0
	li.w	$a0, 1			/* FASTCTX_YIELDED */
2:	GO_ON

	/* Back, by resume.S or whatever else: a1 = our context. */
	.cfi_restore_state
	.cfi_remember_state
	.globl	fastctx_asm_yield_goes_on
	.hidden	fastctx_asm_yield_goes_on
fastctx_asm_yield_goes_on:
3:	ld.w	$a0, $a1, {yield_result}-{context}
	b	2b
	.cfi_restore_state

6:	RESUME_ELSEWHERE

	.cfi_restore 1
5:	ld.bu	$t3, $t7, {state}+1
	or	$t2, $t2, $t3
	bnez	$t2, 10f
	li.w	$t2, RUNNING
	st.b	$t2, $t7, {state}
	b	1b
10:	andi	$t3, $t2, ON_SHARED_STACK - 1
	bnez	$t3, 7f
	b	{yield_shared}
7:	move	$a0, $a1
	b	{yield_in_general}
	END_FUNCTION
