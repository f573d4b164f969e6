/*
 * Where a context of the native layer that has not run yet goes on; at its
 * CTX_SP the words that fastctx_init left (ENTRY_* of layout.h), whose places the
 * entry function's two arguments take. Resumed as native.h tells. When the entry
 * function returns its link is resumed with the result, and nothing is saved.
 *
 * Nothing called this code: unwinding ends here (an undefined return address).
 */
#include "native.h"

	BEGIN(entry)
	.cfi_undefined eip
	LANDING_PAD
	movl	ENTRY_FUNCTION(%esp), %edi
	movl	ENTRY_ARGUMENT(%esp), %ecx
	movl	ENTRY_LINK(%esp), %ebx
	movl	%edx, %esi
	xorl	%ebp, %ebp		/* the last frame pointer */
	movl	%ecx, (%esp)
	movl	%eax, 4(%esp)
	call	*%edi
	testl	%ebx, %ebx
	jz	1f
	movl	%ebx, %ecx
	movl	%esi, %edx		/* where a call of the same place returns to */
	LOAD_NATIVE_TARGET(0, %ecx)
	RESUME_ELSEWHERE
	.cfi_undefined eip
1:	call	{no_link}
	ud2
	END_FUNCTION
