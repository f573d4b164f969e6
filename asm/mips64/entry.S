/*
 * Where a context of the native layer that has not run yet goes on; at its
 * CTX_SP the words that fastctx_init left (ENTRY_* of layout.h). Resumed as
 * native.h tells. When the entry function returns its link is resumed with the
 * result, and nothing is saved.
 *
 * s0 = the link, s1 = the resumer's hint, which is what the processor still
 * predicts when the function ends without having switched, s2 = what addresses go by.
 *
 * Nothing called this code: unwinding ends here (an undefined return address).
 */
#include "native.h"

	BEGIN(entry)
	.cfi_undefined 31
	SETUP_ADDRESSES(fastctx_asm_entry)
	ld	t9, ENTRY_FUNCTION(sp)
	ld	a0, ENTRY_ARGUMENT(sp)
	ld	s0, ENTRY_LINK(sp)
	move	a1, a2
	move	s1, a3
	move	s2, t1
	jalr	t9
	 move	fp, zero		/* the last frame pointer */
	beqz	s0, 1f
	 move	a1, s0
	move	a2, v0
	move	a3, s1
	ld	t0, CTX_SP(a1)
	ld	t9, CTX_PC(a1)
	.cfi_remember_state
	RESUME_ELSEWHERE
	.cfi_restore_state
1:	move	t1, s2
	CALL({no_link})
	break
	END_FUNCTION
