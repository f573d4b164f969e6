/*
 * Where a context of the native layer that has not run yet goes on; at its
 * CTX_SP the words that fastctx_init left (ENTRY_* of layout.h). Resumed as
 * native.h tells. When the entry function returns its link is resumed with the
 * result, and nothing is saved.
 *
 * Nothing called this code: unwinding ends here (an undefined return address).
 */
#include "native.h"

	BEGIN(entry)
	CFI_NO_CALLER
	REG_L	t2, ENTRY_FUNCTION(sp)
	REG_L	a0, ENTRY_ARGUMENT(sp)
	REG_L	s1, ENTRY_LINK(sp)
	mv	a1, a2
	mv	s2, a3
	li	s0, 0			/* the last frame pointer */
	jalr	t2
	beqz	s1, 1f
	mv	a1, s1
	mv	a2, a0
	mv	a3, s2			/* where a call of the same place returns to */
	LEAVE_FOR_ELSEWHERE
	CFI_NO_CALLER
1:	call	{no_link}
	ebreak
	END_FUNCTION
