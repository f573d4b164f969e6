/*
 * Where a context of the native layer that has not run yet goes on if shadow stacks
 * were on when it was made: it changes to its own, which is empty, and is then as
 * any other.
 */
#include "shadow_stack.h"

	BEGIN(shadow_entry)
	.cfi_undefined x30
	BTI_J
	ldr	x4, [sp, #ENTRY_SHADOW_STACK]
	GO_TO_SHADOW_STACK
	b	fastctx_asm_entry
	END_FUNCTION
