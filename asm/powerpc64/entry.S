/*
 * Where a context of the native layer that has not run yet goes on; at its
 * CTX_SP the words that fastctx_init left (ENTRY_* of layout.h). Resumed as
 * native.h tells. When the entry function returns its link is resumed with the
 * result, and nothing is saved.
 *
 * Nothing called this code: unwinding ends here (an undefined return address),
 * and so does the back chain.
 */
#include "native.h"

	BEGIN(entry)
	.cfi_undefined DW_CTR
	.cfi_undefined DW_LR
	SET_TOC(fastctx_asm_entry)
	ld	r12, ENTRY_FUNCTION(r1)
	ld	r3, ENTRY_ARGUMENT(r1)
	ld	r31, ENTRY_LINK(r1)
	mr	r4, r5
	li	r0, 0
	stdu	r0, -FRAME_ARGUMENTS(r1)
	std	r2, FRAME_TOC(r1)
	mtctr	r12
	bctrl
	ld	r2, FRAME_TOC(r1)
	cmpdi	r31, 0
	beq	1f
	mr	r4, r31
	mr	r5, r3
	li	r6, 0
	LOAD_NATIVE_TARGET
	RESUME_ELSEWHERE
	.cfi_undefined DW_CTR
	.cfi_undefined DW_LR
1:	CALL({no_link})
	trap
	END_FUNCTION
