/*
 * Where a context of the native layer that has not run yet goes on if shadow stacks
 * were on when it was made: it changes to its own, which is empty, and is then as
 * any other.
 */
#include "shadow_stack.h"

	BEGIN(shadow_entry)
	.cfi_undefined rip
	LANDING_PAD
	movq	ENTRY_SHADOW_STACK(%rsp), %rcx
	movq	%rdx, %r9
	movq	%r8, %r11
	GO_TO_SHADOW_STACK
	movq	%r9, %rdx
	movq	%r11, %r8
	jmp	fastctx_asm_entry
	END_FUNCTION
