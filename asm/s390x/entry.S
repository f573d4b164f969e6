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
	.cfi_undefined %r14
	lg	%r1, ENTRY_FUNCTION(%r15)
	lg	%r2, ENTRY_ARGUMENT(%r15)
	lg	%r6, ENTRY_LINK(%r15)
	lgr	%r3, %r4
	BEGIN_STACK
	basr	%r14, %r1
	cgije	%r6, 0, 1f
	lgr	%r3, %r6
	lgr	%r4, %r2
	lghi	%r5, 0
	LOAD_NATIVE_TARGET
	lgr	%r15, %r0
	.cfi_remember_state
	LEAVE_FOR_ELSEWHERE
	.cfi_restore_state
1:	brasl	%r14, {no_link}
	TRAP
	END_FUNCTION
