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
	.cfi_undefined x30
	BTI_J
	ldr	x8, [sp, #ENTRY_FUNCTION]
	ldr	x0, [sp, #ENTRY_ARGUMENT]
	ldr	x19, [sp, #ENTRY_LINK]
	mov	x1, x2
	mov	x29, #0			/* the last frame pointer */
	blr	x8
	cbz	x19, 1f
	mov	x1, x19
	mov	x2, x0
	mov	x3, #0
	ldp	x9, x17, [x1, #CTX_SP]
	mov	sp, x9
	LEAVE_FOR_ELSEWHERE
	.cfi_undefined x30
1:	bl	{no_link}
	brk	#0
	END_FUNCTION
