/*
 * fastctx_yield() to another coroutine where one of the two is on a shared stack, and
 * neither has other extras.
 *
 * rdi = the running coroutine, rsi = value, rax = where its thread's word is, from
 * fs. `set_off_back` is what `set_off` is to resume_shared.S.
 */
#include "coroutine.h"

	BEGIN(yield_shared)
	SET_OFF({set_off_back})
	jae	12f
	movq	{previous}(%rdi), %rcx
	movq	CTX_SP(%rax), %r9
	movq	CTX_PC(%rax), %r10
	movq	(%rsp), %r8
	movb	$SUSPENDED, {state}(%rdi)
	movb	$RUNNING, {state}(%rcx)
	movq	%rcx, %fs:(%r11)
	LOAD_VALUE
	.cfi_remember_state
	SUSPEND_WITH_VALUE({context}, fastctx_asm_yield_goes_on)
	movq	%rax, %rsi
	GO_IF_SHADOW_STACKS(5f)
	.cfi_remember_state
	RESUME_ELSEWHERE

	.cfi_restore_state
5:	SUSPEND_WITH_SHADOW_STACK({context}, fastctx_asm_yield_goes_on_by_shadow_stack, 56)
	RESUME_ELSEWHERE
	.cfi_restore_state
12:	ret
	END_FUNCTION
