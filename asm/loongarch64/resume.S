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
	beqz	$a0, 8f
	ld.hu	$t2, $a0, {state}	/* suspended, no extras */
	bnez	$t2, 10f
	LOAD_WORD($t5, {coroutine_word})
	beqz	$t5, 8f
	ld.d	$t0, $a0, {context}+CTX_SP
	ld.d	$t1, $a0, {context}+CTX_PC
	ldx.d	$t7, $tp, $t5		/* who resumes it, if a coroutine does */
	bnez	$t7, 7f
1:	li.w	$t2, RUNNING
	st.d	$t7, $a0, {previous}
	st.b	$t2, $a0, {state}
	stx.d	$a0, $tp, $t5
	move	$a3, $ra
	LOAD_VALUE
	SUSPEND_WITH_VALUE({resumer}, 3f)
	addi.d	$a1, $a0, {context}
	la.pcrel $t3, fastctx_asm_yield_goes_on
	.cfi_remember_state
	bne	$t1, $t3, 6f
	move	$sp, $t0
	ld.w	$a0, $a0, {yield_result}
2:	GO_ON

	/* Back, by yield.S or whatever else: a1 = its resumer, which we are. */
	.cfi_restore_state
	.cfi_remember_state
	.globl	fastctx_asm_resume_goes_on
	.hidden	fastctx_asm_resume_goes_on
fastctx_asm_resume_goes_on:
3:	ld.bu	$a0, $a1, {state}-{resumer}
	addi.d	$a0, $a0, -DEAD
	sltu	$a0, $zero, $a0		/* FASTCTX_YIELDED */
	b	2b
	.cfi_restore_state

6:	RESUME_ELSEWHERE

	.cfi_restore 1
7:	ld.bu	$t2, $t7, {state}+1	/* its extras */
	bnez	$t2, 11f
	li.w	$t2, NORMAL
	st.b	$t2, $t7, {state}
	b	1b
10:	li.w	$t3, ON_SHARED_STACK << 8
	bne	$t2, $t3, 8f
11:	b	{resume_shared}
8:	b	{resume_in_general}
	END_FUNCTION
