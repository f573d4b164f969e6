/*
 * void *fastctx_switch_fp(fastctx_t *from, fastctx_t *to, void *value)
 *
 * fastctx_switch, and FP control: two more words on the stack of a suspended
 * context, MXCSR and the x87 control word, at its CTX_SP.
 */
#include "native.h"

#define FP_CONTROL_MXCSR 0
#define FP_CONTROL_FPCW 4

	FUNCTION(switch_fp)
	movl	4(%esp), %edx
	movl	8(%esp), %ecx
	movl	12(%esp), %eax
	cmpl	%edx, %ecx
	je	3f
	PUSH_CALLEE_SAVED
	LOAD_NATIVE_TARGET(0, %ecx)
	GET_PC(%ebx, 7, NATIVE_FRAME)
	subl	$8, %esp
	.cfi_def_cfa_offset NATIVE_FRAME + 8
	fnstcw	FP_CONTROL_FPCW(%esp)
	stmxcsr	FP_CONTROL_MXCSR(%esp)
	SUSPEND_AT(2f, 0, %edx, %ebx)
	movl	24(%esp), %edx
	cmpl	%ebx, %edi
	.cfi_remember_state
	jne	4f
	movl	%esi, %esp
1:	ldmxcsr	FP_CONTROL_MXCSR(%esp)
	LOAD_FPCW_AT(FP_CONTROL_FPCW, %esp, %ecx)
	addl	$8, %esp
	.cfi_def_cfa_offset NATIVE_FRAME
	POP_CALLEE_SAVED
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
