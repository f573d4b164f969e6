/*
 * The first instructions of a program that is to have a guarded control stack, in the
 * place of _start: asks the kernel for one and goes on there. Nothing has been called
 * yet, so nothing returns past its bottom, and the library's constructor finds it in
 * force, as with a C library that asks for it.
 *
 * A system without them ends the program with status 99.
 */
#include <asm/unistd.h>

#define PR_SET_SHADOW_STACK_STATUS 75 /* Linux include/uapi/linux/prctl.h */
#define PR_SHADOW_STACK_ENABLE 1

	.text
	.globl	start_with_shadow_stack
	.type	start_with_shadow_stack, %function
start_with_shadow_stack:
	.cfi_startproc
	.cfi_undefined x30
	hint	#34
	mov	x19, x0			/* for atexit */
	mov	x0, #PR_SET_SHADOW_STACK_STATUS
	mov	x1, #PR_SHADOW_STACK_ENABLE
	mov	x2, #0
	mov	x3, #0
	mov	x4, #0
	mov	x8, #__NR_prctl
	svc	#0
	cbnz	x0, 1f
	mov	x0, x19
	b	_start

1:	mov	x0, #99
	mov	x8, #__NR_exit_group
	svc	#0
	brk	#0
	.cfi_endproc
	.size	start_with_shadow_stack, . - start_with_shadow_stack
	.section .note.GNU-stack, "", %progbits
