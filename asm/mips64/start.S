/*
 * Where a coroutine starts when it is first resumed, and where its entry function
 * returns to. Resumed as native.h tells; its stack is empty and aligned.
 *
 * s0 = the coroutine, s1 = the resumer's hint: when it ends without having
 * yielded, that resumer's return is what the processor predicts. s2 = what addresses
 * go by.
 *
 * Straight through without extras, which the resumer must not have either at the
 * end; `begin` and `end` are the general case, in Rust.
 *
 * Nothing called this code: unwinding ends here (an undefined return address).
 */
#include "coroutine.h"

	BEGIN(start)
	.cfi_undefined 31
	SETUP_ADDRESSES(fastctx_asm_start)
	daddiu	s0, a1, -{context}
	move	s1, a3
	move	s2, t1
	li	t2, 1
	sb	t2, {has_started}(s0)
	lbu	t2, {state}+1(s0)	/* its extras */
	bnez	t2, 4f
	 move	s3, a2
1:	ld	t9, {entry}(s0)
	ld	a0, {arg}(s0)
	move	a1, s3
	jalr	t9
	 move	fp, zero		/* the last frame pointer */

	lbu	t2, {state}+1(s0)
	bnez	t2, 6f
	 move	t1, s2
	LOAD_ADDRESS(t3, {coroutine_word})
	ld	t3, 0(t3)
	beqz	t3, 6f
	 nop
	ld	t8, {previous}(s0)
	bnez	t8, 5f
	 nop
2:	li	t2, DEAD
	sb	t2, {state}(s0)
	rdhwr	v1, $29
	daddu	v1, v1, t3
	sd	t8, 0(v1)
3:	move	a2, v0
	daddiu	a1, s0, {resumer}
	move	a3, s1
	ld	t0, CTX_SP(a1)
	ld	t9, CTX_PC(a1)
	.cfi_remember_state
	RESUME_ELSEWHERE
	.cfi_restore_state

4:	move	a0, s0
	CALL({begin})
	b	1b
	 nop

5:	lbu	t2, {state}+1(t8)
	bnez	t2, 6f
	 li	t2, RUNNING
	b	2b
	 sb	t2, {state}(t8)
6:	move	a1, v0
	move	a0, s0
	CALL({end})
	b	3b
	 nop
	END_FUNCTION
