/*
 * Where a context of the native layer that has not run yet goes on; at its
 * CTX_SP the words that fastctx_init left (ENTRY_* of layout.h). Resumed as
 * native.h tells. When the entry function returns its link is resumed with the
 * result, and nothing is saved.
 *
 * Nothing called this code: unwinding ends here (an undefined return address, and
 * .cantunwind). The frame pointer is r11 in A32 code, r7 in T32.
 */
#include "native.h"

	FUNCTION(entry)
	.cfi_undefined lr
	ldr	r3, [sp, #ENTRY_FUNCTION]
	ldr	r0, [sp, #ENTRY_ARGUMENT]
	ldr	r4, [sp, #ENTRY_LINK]
	mov	r1, r2
	mov	r7, #0			/* the last frame pointers */
	mov	r11, #0
	blx	r3
	cmp	r4, #0
	beq	1f
	mov	r1, r4
	mov	r2, r0
	ldr	r12, [r1, #CTX_SP]
	ldr	r3, [r1, #CTX_PC]
	mov	sp, r12
	LEAVE_FOR_ELSEWHERE
	.cfi_undefined lr
1:	bl	{no_link}
	udf	#0
	END_FUNCTION
