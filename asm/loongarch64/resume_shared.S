/*
 * fastctx_resume() of a suspended coroutine where it or its resumer is on a shared
 * stack, and neither has other extras; `resume_in_general` is for the others.
 *
 * a0 = co, a1 = value. `set_off` makes the stacks ready and tells the context to go
 * to, or a negative errno; `come_back` is told when we are back. Both return to
 * here, so that again nothing but a switch is between the two parties.
 */
#include "coroutine.h"

	BEGIN(resume_shared)
	LOAD_WORD($t5, {coroutine_word})
	beqz	$t5, 8f
	ldx.d	$t7, $tp, $t5		/* who resumes it, if a coroutine does */
	beqz	$t7, 1f
	ld.bu	$t2, $t7, {state}+1
	andi	$t2, $t2, ON_SHARED_STACK - 1
	bnez	$t2, 8f
1:	SET_OFF({set_off}, 12f)
	ldx.d	$t7, $tp, $t5
	beqz	$t7, 2f
	li.w	$t8, NORMAL
	st.b	$t8, $t7, {state}
2:	ld.d	$t0, $a4, CTX_SP
	ld.d	$t1, $a4, CTX_PC
	li.w	$t8, RUNNING
	st.d	$t7, $a0, {previous}
	st.b	$t8, $a0, {state}
	stx.d	$a0, $tp, $t5
	move	$a3, $ra
	LOAD_VALUE
	.cfi_remember_state
	SUSPEND_WITH_VALUE({resumer}, 3f)
	move	$a1, $a4
	.cfi_remember_state
	RESUME_ELSEWHERE
	.cfi_restore_state

	/* Back: a1 = its resumer, which we are. What is kept over the call is in
	 * registers that are about to be restored. */
3:	move	$s0, $a1
	move	$s1, $a2
	move	$s2, $a3
	addi.d	$a0, $a1, -{resumer}
	bl	{come_back}
	move	$a2, $s1
	move	$a3, $s2
	ld.bu	$a0, $s0, {state}-{resumer}
	addi.d	$a0, $a0, -DEAD
	sltu	$a0, $zero, $a0		/* FASTCTX_YIELDED */
	GO_ON

	.cfi_restore_state
8:	b	{resume_in_general}
12:	move	$a0, $a4
	ret
	END_FUNCTION
