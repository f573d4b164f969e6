/*
 * Where a coroutine starts if shadow stacks were on when it was made. `shadow_top`
 * tells where its own begins, still on the resumer's; from there on it is as any other.
 */
#include "shadow_stack.h"

	BEGIN(shadow_start)
	.cfi_undefined x30
	BTI_J
	mov	x19, x1
	mov	x20, x2
	sub	x0, x1, #{context}
	mov	x29, #0			/* the last frame pointer */
	bl	{shadow_top}
	mov	x4, x0
	GO_TO_SHADOW_STACK
	mov	x1, x19
	mov	x2, x20
	b	fastctx_asm_start
	END_FUNCTION
