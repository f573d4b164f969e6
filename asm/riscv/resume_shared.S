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
	REG_L	a5, {coroutine_word}
	beqz	a5, 8f
	THREAD_WORD(t6, a5)
	REG_L	a7, 0(t6)		/* who resumes it, if a coroutine does */
	beqz	a7, 1f
	lbu	a4, {state}+1(a7)
	andi	a4, a4, ON_SHARED_STACK-1
	bnez	a4, 8f
1:	SET_OFF({set_off}, 12f)
	THREAD_WORD(t6, a5)
	REG_L	a7, 0(t6)
	beqz	a7, 2f
	li	a6, NORMAL
	sb	a6, {state}(a7)
2:	REG_L	t2, CTX_PC(a4)
	REG_L	t3, CTX_SP(a4)
	li	a6, RUNNING
	REG_S	a7, {previous}(a0)
	sb	a6, {state}(a0)
	REG_S	a0, 0(t6)
	mv	a3, ra
	LOAD_VALUE
	.cfi_remember_state
	SUSPEND_WITH_VALUE({resumer}, 3f)
	mv	a1, a4
	.cfi_remember_state
	RESUME_ELSEWHERE
	.cfi_restore_state

	/* Back: a1 = its resumer, which we are. What is kept over the call is in
	 * registers that are about to be restored. */
3:	mv	s1, a1
	mv	s2, a2
	mv	s3, a3
	addi	a0, a1, -{resumer}
	call	{come_back}
	mv	a2, s2
	mv	a3, s3
	lbu	a0, {state}-{resumer}(s1)
	addi	a0, a0, -DEAD
	snez	a0, a0			/* FASTCTX_YIELDED */
	GO_ON

	.cfi_restore_state
8:	tail	{resume_in_general}
12:	mv	a0, a4
	ret
	END_FUNCTION
