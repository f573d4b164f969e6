/*
 * Where a coroutine starts when it is first resumed, and where its entry function
 * returns to. Resumed as native.h tells; its stack is empty and aligned.
 *
 * s0 = the coroutine, s1 = the resumer's hint: when it ends without having
 * yielded, that resumer's return is what the processor predicts.
 *
 * Straight through without extras, which the resumer must not have either at the
 * end; `begin` and `end` are the general case, in Rust.
 *
 * Nothing called this code: unwinding ends here (an undefined return address).
 */
#include "native.h"

	BEGIN(start)
	.cfi_undefined 1
	addi.d	$s0, $a1, -{context}
	move	$s1, $a3
	li.w	$t2, 1
	st.b	$t2, $s0, {has_started}
	ld.bu	$t2, $s0, {state}+1	/* its extras */
	bnez	$t2, 4f
1:	ld.d	$t1, $s0, {entry}
	ld.d	$a0, $s0, {arg}
	move	$a1, $a2
	move	$fp, $zero		/* the last frame pointer */
	jirl	$ra, $t1, 0

	ld.bu	$t2, $s0, {state}+1
	bnez	$t2, 6f
	LOAD_WORD($t5, {coroutine_word})
	beqz	$t5, 6f
	ld.d	$t7, $s0, {previous}
	bnez	$t7, 5f
2:	li.w	$t2, DEAD
	st.b	$t2, $s0, {state}
	stx.d	$t7, $tp, $t5
3:	move	$a2, $a0
	addi.d	$a1, $s0, {resumer}
	move	$a3, $s1
	ld.d	$t0, $a1, CTX_SP
	ld.d	$t1, $a1, CTX_PC
	.cfi_remember_state
	RESUME_ELSEWHERE
	.cfi_restore_state

4:	move	$s2, $a2
	move	$a0, $s0
	bl	{begin}
	move	$a2, $s2
	b	1b

5:	ld.bu	$t2, $t7, {state}+1
	bnez	$t2, 6f
	li.w	$t2, RUNNING
	st.b	$t2, $t7, {state}
	b	2b
6:	move	$a1, $a0
	move	$a0, $s0
	bl	{end}
	b	3b
	END_FUNCTION
