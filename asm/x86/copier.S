/*
 * Where the copier of a shared stack starts: below the live parts of the one that has
 * just left the stack and the one that comes. Resumed as native.h tells, with
 * nothing on its stack. `copy` changes the live parts and tells who goes on.
 *
 * Nothing called this code: unwinding ends here (an undefined return address).
 */
#include "native.h"

	BEGIN(copier)
	.cfi_undefined eip
	LANDING_PAD
	subl	$16, %esp
	.cfi_def_cfa_offset 20
	leal	-{copier}(%ecx), %ecx
	movl	%eax, %ebx
	movl	%edx, %esi
	movl	%ecx, (%esp)
	movl	%eax, 4(%esp)
	xorl	%ebp, %ebp		/* the last frame pointer */
	call	{copy}
	movl	%eax, %ecx
	movl	%ebx, %eax
	movl	%esi, %edx
	LOAD_NATIVE_TARGET(0, %ecx)
	RESUME_ELSEWHERE
	END_FUNCTION
