/*
 * The first instructions of a program that is to have a shadow stack, in the place
 * of _start: asks the kernel for one and goes on there. Nothing has been called yet,
 * so nothing returns past the bottom of the new shadow stack, and the library's
 * constructor finds it in force, as with a C library that asks for it.
 *
 * A system without shadow stacks ends the program with status 99.
 */
#include <asm/unistd_64.h>

#define ARCH_SHSTK_ENABLE 0x5001 /* Linux arch/x86/include/uapi/asm/prctl.h */
#define ARCH_SHSTK_SHSTK 1

	.text
	.globl	start_with_shadow_stack
	.type	start_with_shadow_stack, @function
start_with_shadow_stack:
	.cfi_startproc
	.cfi_undefined rip
	endbr64
	movq	%rdx, %r15		/* for atexit (psABI 3.4.1) */
	movl	$__NR_arch_prctl, %eax
	movl	$ARCH_SHSTK_ENABLE, %edi
	movl	$ARCH_SHSTK_SHSTK, %esi
	syscall
	testq	%rax, %rax
	jnz	1f
	movq	%r15, %rdx
	jmp	_start

1:	movl	$__NR_exit_group, %eax
	movl	$99, %edi
	syscall
	ud2
	.cfi_endproc
	.size	start_with_shadow_stack, . - start_with_shadow_stack
	.section .note.GNU-stack, "", @progbits
