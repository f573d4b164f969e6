/*
 * pid_t vfork(void)
 *
 * The child runs in the parent's memory, so what it comes to know of its mask
 * lies where the parent looks for its own. When the parent goes on its mask is
 * not known. The return address waits in a register, for the child calls
 * further functions on this stack. With a shadow stack, which the two share as well,
 * what the child calls is where our return address was: so both take that off, and jump.
 */
#include "shadow_stack.h"

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
	GO_IF_SHADOW_STACKS(3f)
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

3:	testq	%rax, %rax
	jz	4f
	js	2b
	pushq	%rax
	.cfi_def_cfa_offset 16
	call	{forget}
	popq	%rax
	.cfi_def_cfa_offset 8
4:	popq	%rdx
	.cfi_def_cfa_offset 0
	.cfi_register rip, rdx
	movl	$1, %ecx
	incsspq	%rcx
	notrack jmp *%rdx
	END_FUNCTION
