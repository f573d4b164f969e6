/*
 * long syscall(long number, ...)
 *
 * Its arguments are in 4(%esp) and following. A call that changes the signal mask
 * is made by `mask_system_call`, which sees it; any other is made here. Linux has
 * three that do on i386; ssetmask takes the mask itself as its only argument, so
 * it is given more, to look like the others.
 */
#include "frame.h"

	FUNCTION(syscall)
	movl	4(%esp), %eax
	cmpl	$SYS_RT_SIGPROCMASK, %eax
	je	2f
	cmpl	$SYS_SIGPROCMASK, %eax
	je	2f
	cmpl	$SYS_SSETMASK, %eax
	je	3f
	pushl	%ebp
	.cfi_def_cfa_offset 8
	.cfi_offset ebp, -8
	pushl	%ebx
	.cfi_def_cfa_offset 12
	.cfi_offset ebx, -12
	pushl	%esi
	.cfi_def_cfa_offset 16
	.cfi_offset esi, -16
	pushl	%edi
	.cfi_def_cfa_offset 20
	.cfi_offset edi, -20
	movl	24(%esp), %ebx
	movl	28(%esp), %ecx
	movl	32(%esp), %edx
	movl	36(%esp), %esi
	movl	40(%esp), %edi
	movl	44(%esp), %ebp
	int	$0x80
	popl	%edi
	.cfi_def_cfa_offset 16
	.cfi_restore edi
	popl	%esi
	.cfi_def_cfa_offset 12
	.cfi_restore esi
	popl	%ebx
	.cfi_def_cfa_offset 8
	.cfi_restore ebx
	popl	%ebp
	.cfi_def_cfa_offset 4
	.cfi_restore ebp
	cmpl	$-4095, %eax		/* -MAX_ERRNO (include/linux/err.h) */
	jae	1f
	ret

	/* Tail calls: the compiled function returns to our caller, not to us. */
1:	movl	%eax, 4(%esp)
	jmp	{failed}
2:	jmp	{mask_system_call}

3:	movl	8(%esp), %ecx
	subl	$28, %esp
	.cfi_def_cfa_offset 32
	movl	%eax, (%esp)
	movl	%ecx, 4(%esp)
	movl	$1, 8(%esp)		/* the mask is set */
	movl	$0, 12(%esp)
	movl	$0, 16(%esp)
	call	{mask_system_call}
	addl	$28, %esp
	.cfi_def_cfa_offset 4
	ret
	END_FUNCTION
