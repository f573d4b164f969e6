/*
 * void *fastctx_switch(fastctx_t *from, fastctx_t *to, void *value)
 *
 * rdi = from, rsi = to, rdx = value. See native.h.
 */
#include "shadow_stack.h"

	FUNCTION(switch)
	cmpq	%rdi, %rsi
	je	3f
	LOAD_NATIVE_TARGET
	PUSH_CALLEE_SAVED
	SUSPEND_AT(2f)
	cmpq	%rcx, %r10
	.cfi_remember_state
	jne	4f
	movq	%r9, %rsp
1:	POP_CALLEE_SAVED
	RETURN_VALUE
	.cfi_restore_state
	.cfi_remember_state
2:	LANDING_PAD
	jmp	1b

	.cfi_restore_state
4:	GO_IF_SHADOW_STACKS_UNLESS(fastctx_asm_entry, 7f, 5f)
	.cfi_remember_state
7:	RESUME_ELSEWHERE

	.cfi_restore_state
	.cfi_remember_state
5:	SUSPEND_WITH_SHADOW_STACK(0, 6f, 48)
	RESUME_ELSEWHERE

	.cfi_restore_state
6:	COME_BACK_TO_SHADOW_STACK(48)
	jmp	1b

	.cfi_def_cfa rsp, 8
	.cfi_offset rip, -8
	CFI_CALLEE_SAVED_LIVE
3:	movq	%rdx, %rax
	ret
	END_FUNCTION
