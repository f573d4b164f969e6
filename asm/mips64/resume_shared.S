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
	SETUP_ADDRESSES(fastctx_asm_resume_shared)
	LOAD_ADDRESS(t3, {coroutine_word})
	ld	t3, 0(t3)
	beqz	t3, 8f
	 nop
	LOAD_THREAD_WORD		/* who resumes it, if a coroutine does */
	beqz	t8, 1f
	 nop
	lbu	t2, {state}+1(t8)
	andi	t2, t2, ON_SHARED_STACK - 1
	bnez	t2, 8f
	 nop
1:	SET_OFF({set_off}, 12f)
	LOAD_THREAD_WORD
	beqz	t8, 2f
	 li	t2, NORMAL
	sb	t2, {state}(t8)
2:	ld	t0, CTX_SP(a4)
	ld	t9, CTX_PC(a4)
	li	t2, RUNNING
	sd	t8, {previous}(a0)
	sb	t2, {state}(a0)
	sd	a0, 0(v1)
	move	a3, ra
	LOAD_ADDRESS(t2, fastctx_asm_resume_shared)
	daddiu	t2, t2, 3f-fastctx_asm_resume_shared
	LOAD_VALUE
	.cfi_remember_state
	SUSPEND_WITH_VALUE({resumer})
	move	a1, a4
	.cfi_remember_state
	RESUME_ELSEWHERE
	.cfi_restore_state

	/* Back: a1 = its resumer, which we are. What is kept over the call is in
	 * registers that are about to be restored. */
3:	daddiu	t9, t9, fastctx_asm_resume_shared-3b
	SETUP_ADDRESSES(fastctx_asm_resume_shared)
	move	s0, a1
	move	s1, a2
	move	s2, a3
	daddiu	a0, a1, -{resumer}
	CALL({come_back})
	move	a2, s1
	move	a3, s2
	lbu	v0, {state}-{resumer}(s0)
	xori	v0, v0, DEAD
	sltu	v0, zero, v0		/* FASTCTX_YIELDED */
	GO_ON

	.cfi_restore_state
8:	TAIL_CALL({resume_in_general})
12:	jr	ra
	 move	v0, a4
	END_FUNCTION
