/*
 * Where a coroutine starts if shadow stacks were on when it was made. `shadow_top`
 * tells where its own begins, still on the resumer's; from there on it is as any other.
 */
#include "shadow_stack.h"

	BEGIN(shadow_start)
	.cfi_undefined rip
	LANDING_PAD
	movq	%rsi, %rbx
	movq	%rdx, %r12
	movq	%r8, %r13
	leaq	-{context}(%rsi), %rdi
	call	{shadow_top}
	movq	%rax, %rcx
	GO_TO_SHADOW_STACK
	movq	%rbx, %rsi
	movq	%r12, %rdx
	movq	%r13, %r8
	jmp	fastctx_asm_start
	END_FUNCTION
