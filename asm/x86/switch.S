/*
 * void *fastctx_switch(fastctx_t *from, fastctx_t *to, void *value)
 *
 * edx = from, ecx = to, eax = value. See native.h.
 */
#include "native.h"

	FUNCTION(switch)
	movl	4(%esp), %edx
	movl	8(%esp), %ecx
	movl	12(%esp), %eax
	cmpl	%edx, %ecx
	je	3f
	PUSH_CALLEE_SAVED
	LOAD_NATIVE_TARGET(0, %ecx)
	GET_PC(%ebx, 7, NATIVE_FRAME)
	SUSPEND_AT(2f, 0, %edx, %ebx)
	movl	16(%esp), %edx
	cmpl	%ebx, %edi
	.cfi_remember_state
	jne	4f
	movl	%esi, %esp
1:	POP_CALLEE_SAVED
	RETURN_VALUE
	.cfi_restore_state
	.cfi_remember_state
2:	LANDING_PAD
	jmp	1b

	.cfi_restore_state
4:	RESUME_ELSEWHERE

	.cfi_def_cfa esp, 4
	.cfi_offset eip, -4
	CFI_CALLEE_SAVED_LIVE
3:	ret
	END_FUNCTION
