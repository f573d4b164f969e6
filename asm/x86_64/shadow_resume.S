/*
 * How setcontext and swapcontext go on after `leave` where shadow stacks are on.
 *
 * rsi = the context that is resumed, eax = what `leave` answered; on the stack as
 * at their entry.
 *
 * A made context begins with an empty shadow stack: the call that its function's
 * return belongs to is made on it, by the trampoline, whose return address is on the
 * context's stack already.
 */
#include "shadow_stack.h"

	BEGIN(shadow_resume)
	cmpl	$RESUME_SAVED, %eax
	jl	9f
	cmpl	$RESUME_SIGNAL_FRAME, %eax
	je	7f
	movl	%eax, %edi
	LOAD_TARGET
	ldmxcsr	UC_MXCSR(%rsi)
	LOAD_FPCW_IF_DIFFERENT

	/* xmm6 = what there is to do at the end: zero if it has no shadow stack. */
	xorl	%ecx, %ecx
	movl	UC_FLAGS(%rsi), %eax
	testb	$UC_MARK_HAS_SHADOW_STACK, %al
	jz	1f
	movq	UC_SHADOW_STACK(%rsi), %rcx
	testb	$GLIBC_FEATURE_1_SHSTK, %fs:GLIBC_FEATURE_1
	jz	3f
	jmp	2f
1:	andl	$~UC_MARK_HAS_MASK, %eax
	cmpl	$UC_MARK_SAVED, %eax	/* by us, before shadow stacks were on */
	je	3f
	testb	$GLIBC_FEATURE_1_SHSTK, %fs:GLIBC_FEATURE_1
	jz	3f
	movq	UC_GLIBC_SSP(%rsi), %rcx	/* by glibc */
2:	movq	UC_GLIBC_SSP_BASE(%rsi), %rax
	movq	%rax, %fs:GLIBC_SSP_BASE
3:	movq	%rcx, %xmm6
	rdsspq	%rax
	addq	$8, %rcx
	cmpq	%rcx, %rax		/* the address is off already: we were jumped to */
	je	10f
	subq	$8, %rcx
	andq	$~SHADOW_STACK_IS_FRESH, %rcx
	jz	4f
	GO_TO_SHADOW_STACK
	jmp	4f
10:	pxor	%xmm6, %xmm6

4:	cmpl	$RESUME_SAVED_AND_MASK, %edi
	je	5f
	.cfi_remember_state
	SWITCH_STACK
	jmp	6f
	.cfi_restore_state
	.cfi_remember_state
5:	SWITCH_STACK_AND_MASK

6:	movq	%xmm6, %rax
	testq	%rax, %rax
	jz	12f
	testb	$SHADOW_STACK_IS_FRESH, %al
	jnz	11f
	cmpq	%r11, (%rax)
	jne	13f
	RETURN_ZERO
	pushq	%r11
	.cfi_def_cfa rsp, 8
	.cfi_offset rip, -8
	ret
	.cfi_def_cfa rsp, 0
	CFI_RESUMES_AT(11)
	/* Other calls of the function that called getcontext have written there since, or
	 * the program has changed where the context goes on: take the address off. */
13:	movl	$1, %eax
	incsspq	%rax
12:	RETURN_ZERO
	JUMP_TO_TARGET

11:	RETURN_ZERO
	leaq	8(%rsp), %rsp
	.cfi_def_cfa rsp, -8
	jmp	fastctx_asm_trampoline_call

	/* A signal frame: the kernel wants the shadow stack pointer at the token that it
	 * left, its own address, 8 more, and the highest bit. Where nothing was noted
	 * the nearest is the one. */
	.cfi_restore_state
7:	movq	UC_FRAME_SHADOW_STACK(%rsi), %rcx
	movabsq	$FRAME_SHADOW_STACK_CHECK, %rax
	xorq	%rcx, %rax
	cmpq	%rax, UC_FRAME_SHADOW_STACK_CHECK(%rsi)
	je	15f
	rdsspq	%rcx
14:	leaq	8(%rcx), %rax
	btsq	$63, %rax
	cmpq	%rax, (%rcx)
	je	15f
	addq	$8, %rcx
	jmp	14b
15:	GO_TO_SHADOW_STACK
	.cfi_remember_state
	SIGRETURN
	.cfi_restore_state

9:	ret				/* RESUME_FAILED = -1 */
	END_FUNCTION
