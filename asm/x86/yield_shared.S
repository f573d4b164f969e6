/*
 * fastctx_yield() to another coroutine where one of the two is on a shared stack, and
 * neither has other extras.
 *
 * eax = the running coroutine, edx = where its thread's word is, from gs; as in
 * yield.S. `set_off_back` is what `set_off` is to resume_shared.S.
 */
#include "coroutine.h"

	BEGIN(yield_shared)
	SET_OFF({set_off_back}, 4)
	jae	12f
	.cfi_remember_state
	PUSH_CALLEE_SAVED
	GET_PC(%ebx, 7, NATIVE_FRAME)
	LOAD_NATIVE_TARGET(0, %eax)
	movl	{previous}(%ecx), %ebp
	movb	$SUSPENDED, {state}(%ecx)
	movb	$RUNNING, {state}(%ebp)
	movl	%ebp, %gs:(%edx)
	SUSPEND_WITH_VALUE({context}, %ecx, fastctx_asm_yield_goes_on, 4)
	movl	%eax, %ecx
	LOAD_VALUE
	RESUME_ELSEWHERE
	.cfi_restore_state
12:	ret
	END_FUNCTION
