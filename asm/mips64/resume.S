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
	SETUP_ADDRESSES(fastctx_asm_resume)
	beqz	a0, 8f
	 nop
	lhu	t2, {state}(a0)		/* suspended, no extras */
	bnez	t2, 10f
	 nop
	LOAD_ADDRESS(t3, {coroutine_word})
	ld	t3, 0(t3)
	beqz	t3, 8f
	 nop
	ld	t0, {context}+CTX_SP(a0)
	ld	t9, {context}+CTX_PC(a0)
	LOAD_THREAD_WORD		/* who resumes it, if a coroutine does */
	bnez	t8, 7f
	 nop
1:	li	t2, RUNNING
	sd	t8, {previous}(a0)
	sb	t2, {state}(a0)
	sd	a0, 0(v1)
	move	a3, ra
	LOAD_ADDRESS(t2, fastctx_asm_resume_goes_on)
	LOAD_ADDRESS(at, fastctx_asm_yield_goes_on)
	LOAD_VALUE
	SUSPEND_WITH_VALUE({resumer})
	.cfi_remember_state
	bne	t9, at, 6f
	 daddiu	a1, a0, {context}
	move	sp, t0
	lw	v0, {yield_result}(a0)
2:	GO_ON

	/* Back, by yield.S or whatever else: a1 = its resumer, which we are. */
	.cfi_restore_state
	.cfi_remember_state
	.globl	fastctx_asm_resume_goes_on
	.hidden	fastctx_asm_resume_goes_on
fastctx_asm_resume_goes_on:
	lbu	v0, {state}-{resumer}(a1)
	xori	v0, v0, DEAD
	b	2b
	 sltu	v0, zero, v0		/* FASTCTX_YIELDED */
	.cfi_restore_state

6:	RESUME_ELSEWHERE

	.cfi_restore 31
7:	lbu	t2, {state}+1(t8)	/* its extras */
	bnez	t2, 11f
	 li	t2, NORMAL
	b	1b
	 sb	t2, {state}(t8)
10:	lbu	t2, {state}(a0)
	bnez	t2, 8f
	 lbu	t2, {state}+1(a0)
	xori	t2, t2, ON_SHARED_STACK
	bnez	t2, 8f
	 nop
11:	TAIL_CALL({resume_shared})
8:	TAIL_CALL({resume_in_general})
	END_FUNCTION
