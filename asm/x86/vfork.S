/*
 * pid_t vfork(void)
 *
 * The child runs in the parent's memory, so what it comes to know of its mask
 * lies where the parent looks for its own. When the parent goes on its mask is
 * not known. The return address waits in a register, for the child calls
 * further functions on this stack.
 */
#include "frame.h"

	FUNCTION(vfork)
	subl	$12, %esp
	.cfi_def_cfa_offset 16
	call	{settle}
	addl	$12, %esp
	.cfi_def_cfa_offset 4
	popl	%ecx
	.cfi_def_cfa_offset 0
	.cfi_register eip, ecx
	movl	$SYS_VFORK, %eax
	int	$0x80
	pushl	%ecx
	.cfi_def_cfa_offset 4
	.cfi_offset eip, -4
	testl	%eax, %eax
	jz	1f			/* the child */
	js	2f
	pushl	%eax
	.cfi_def_cfa_offset 8
	subl	$8, %esp		/* aligns the stack */
	.cfi_def_cfa_offset 16
	call	{forget}
	addl	$8, %esp
	.cfi_def_cfa_offset 8
	popl	%eax
	.cfi_def_cfa_offset 4
1:	ret

2:	subl	$12, %esp
	.cfi_def_cfa_offset 16
	movl	%eax, (%esp)
	call	{failed}
	addl	$12, %esp
	.cfi_def_cfa_offset 4
	ret
	END_FUNCTION
