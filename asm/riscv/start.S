/*
 * Where a coroutine starts when it is first resumed, and where its entry function
 * returns to. Resumed as native.h tells; its stack is empty and aligned.
 *
 * s1 = the coroutine, s2 = the hint of who resumed it first.
 *
 * Straight through without extras, which the resumer must not have either at the
 * end; `begin` and `end` are the general case, in Rust.
 *
 * Nothing called this code: unwinding ends here (an undefined return address).
 */
#include "native.h"

	BEGIN(start)
	CFI_NO_CALLER
	addi	s1, a1, -{context}
	mv	s2, a3
	li	a4, 1
	sb	a4, {has_started}(s1)
	lbu	a4, {state}+1(s1)	/* its extras */
	bnez	a4, 4f
1:	REG_L	t2, {entry}(s1)
	REG_L	a0, {arg}(s1)
	mv	a1, a2
	li	s0, 0			/* the last frame pointer */
	jalr	t2

	lbu	a4, {state}+1(s1)
	bnez	a4, 6f
	REG_L	a5, {coroutine_word}
	beqz	a5, 6f
	REG_L	a7, {previous}(s1)
	bnez	a7, 5f
2:	li	a4, DEAD
	sb	a4, {state}(s1)
	THREAD_WORD(t6, a5)
	REG_S	a7, 0(t6)
3:	mv	a2, a0
	addi	a1, s1, {resumer}
	mv	a3, s2
	.cfi_remember_state
	LEAVE_FOR_ELSEWHERE
	.cfi_restore_state

4:	mv	s3, a2
	mv	a0, s1
	call	{begin}
	mv	a2, s3
	j	1b

5:	lbu	a4, {state}+1(a7)
	bnez	a4, 6f
	li	a4, RUNNING
	sb	a4, {state}(a7)
	j	2b
6:	mv	a1, a0
	mv	a0, s1
	call	{end}
	j	3b
	END_FUNCTION
