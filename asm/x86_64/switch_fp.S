/*
 * void *fastctx_switch_fp(fastctx_t *from, fastctx_t *to, void *value)
 *
 * fastctx_switch, and FP control: one more word on the stack of a suspended
 * context, MXCSR and the x87 control word, at its CTX_SP.
 */
#include "shadow_stack.h"

#define FP_CONTROL_MXCSR 0
#define FP_CONTROL_FPCW 4

	FUNCTION(switch_fp)
	cmpq	%rdi, %rsi
	je	3f
	LOAD_NATIVE_TARGET
	PUSH_CALLEE_SAVED
	subq	$8, %rsp
	.cfi_def_cfa_offset 64
	fnstcw	FP_CONTROL_FPCW(%rsp)
	stmxcsr	FP_CONTROL_MXCSR(%rsp)
	SUSPEND_AT(2f)
	cmpq	%rcx, %r10
	.cfi_remember_state
	jne	4f
	movq	%r9, %rsp
1:	ldmxcsr	FP_CONTROL_MXCSR(%rsp)
	LOAD_FPCW_AT(FP_CONTROL_FPCW, %rsp)
	addq	$8, %rsp
	.cfi_def_cfa_offset 56
	POP_CALLEE_SAVED
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
5:	SUSPEND_WITH_SHADOW_STACK(0, 6f, 56)
	RESUME_ELSEWHERE

	.cfi_restore_state
6:	COME_BACK_TO_SHADOW_STACK(56)
	jmp	1b

	.cfi_def_cfa rsp, 8
	.cfi_offset rip, -8
	CFI_CALLEE_SAVED_LIVE
3:	movq	%rdx, %rax
	ret
	END_FUNCTION
