/*
 * void *fastctx_switch(fastctx_t *from, fastctx_t *to, void *value)
 *
 * rdi = from, rsi = to, rdx = value. See native.h.
 */
#include "native.h"

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
4:	RESUME_ELSEWHERE

	.cfi_def_cfa rsp, 8
	.cfi_offset rip, -8
	CFI_CALLEE_SAVED_LIVE
3:	movq	%rdx, %rax
	ret
	END_FUNCTION
