/*
 * Where the copier of a shared stack starts: below the live parts of the one that has
 * just left the stack and the one that comes. Resumed as native.h tells, with
 * nothing on its stack: what it calls may write to the header of its frame, so it
 * makes one first. `copy` changes the live parts and tells who goes on.
 *
 * Nothing called this code: unwinding ends here (an undefined return address),
 * and so does the back chain.
 */
#include "native.h"

	BEGIN(copier)
	.cfi_undefined DW_CTR
	.cfi_undefined DW_LR
	SET_TOC(fastctx_asm_copier)
	li	r0, 0
	stdu	r0, -FRAME_ARGUMENTS(r1)
	addi	r3, r4, -{copier}
	mr	r31, r5
	mr	r4, r5
	CALL({copy})
	mr	r4, r3
	mr	r5, r31
	li	r6, 0
	LOAD_NATIVE_TARGET
	RESUME_ELSEWHERE
	END_FUNCTION
