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
	subq	$8, %rsp
	.cfi_def_cfa_offset 16
	call	{settle}
	addq	$8, %rsp
	.cfi_def_cfa_offset 8
	popq	%rdx
	.cfi_def_cfa_offset 0
	.cfi_register rip, rdx
	movl	$SYS_VFORK, %eax
	syscall
	pushq	%rdx
	.cfi_def_cfa_offset 8
	.cfi_offset rip, -8
	testq	%rax, %rax
	jz	1f			/* the child */
	js	2f
	pushq	%rax			/* aligns the stack, too */
	.cfi_def_cfa_offset 16
	call	{forget}
	popq	%rax
	.cfi_def_cfa_offset 8
1:	ret

2:	movq	%rax, %rdi
	jmp	{failed}
	END_FUNCTION
