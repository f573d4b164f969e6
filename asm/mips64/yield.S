/*
 * int fastctx_yield(void **value)
 *
 * a0 = value. Straight through from a coroutine without extras to a resumer
 * without; `yield_in_general` is the same in Rust, for all the others. yield_shared.S
 * is for parties on shared stacks without other extras.
 */
#include "coroutine.h"

	FUNCTION(yield)
	SETUP_ADDRESSES(fastctx_asm_yield)
	LOAD_ADDRESS(t3, {coroutine_word})
	ld	t3, 0(t3)
	beqz	t3, 7f
	 move	a1, a0
	LOAD_THREAD_WORD
	beqz	t8, 7f
	 move	a0, t8
	lbu	t2, {state}+1(a0)	/* its extras, and being cancelled is one */
	ld	t8, {previous}(a0)
	ld	t0, {resumer}+CTX_SP(a0)
	ld	t9, {resumer}+CTX_PC(a0)
	bnez	t8, 5f
	 andi	at, t2, ON_SHARED_STACK - 1
	bnez	at, 7f
	 nop
1:	li	t2, SUSPENDED
	sb	t2, {state}(a0)
	sd	t8, 0(v1)
	move	a3, ra
	LOAD_ADDRESS(t2, fastctx_asm_yield_goes_on)
	LOAD_ADDRESS(at, fastctx_asm_resume_goes_on)
	LOAD_VALUE
	SUSPEND_WITH_VALUE({context})
	.cfi_remember_state
	bne	t9, at, 6f
	 daddiu	a1, a0, {resumer}
	move	sp, t0
	li	v0, 1			/* FASTCTX_YIELDED */
2:	GO_ON

	/* Back, by resume.S or whatever else: a1 = our context. */
	.cfi_restore_state
	.cfi_remember_state
	.globl	fastctx_asm_yield_goes_on
	.hidden	fastctx_asm_yield_goes_on
fastctx_asm_yield_goes_on:
	b	2b
	 lw	v0, {yield_result}-{context}(a1)
	.cfi_restore_state

6:	RESUME_ELSEWHERE

	.cfi_restore 31
5:	lbu	at, {state}+1(t8)
	or	t2, t2, at
	bnez	t2, 10f
	 li	t2, RUNNING
	b	1b
	 sb	t2, {state}(t8)
10:	lbu	t2, {state}+1(a0)
	or	t2, t2, at
	andi	t2, t2, ON_SHARED_STACK - 1
	bnez	t2, 7f
	 nop
	TAIL_CALL({yield_shared})
7:	move	a0, a1
	TAIL_CALL({yield_in_general})
	END_FUNCTION
