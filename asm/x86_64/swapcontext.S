/*
 * int swapcontext(ucontext_t *oucp, const ucontext_t *ucp)
 *
 * rdi = oucp, rsi = ucp. Straight through when ucp carries the mark of the fast
 * path and is not oucp, and the thread's signal mask, if the mark says that it
 * matters, is known to be ucp's already; otherwise `leave` does what must be
 * done before the switch and says how to go on.
 *
 * The exit is chosen at run time. Where both contexts called us from the same
 * place the return predictor holds exactly the address we go to, and `ret`
 * keeps it in step; anywhere else `ret` would be mispredicted and `jmp` is
 * cheaper.
 */
#include "shadow_stack.h"

/* With equal flags if the address we go to is the one we would return to. (The
 * benchmark has others, to compare: c-tests/arch/x86_64/exits.S.) */
#ifndef LEAVE_BY_THE_BETTER_EXIT
#define LEAVE_BY_THE_BETTER_EXIT \
	RETURN_ZERO; \
	jne 9f; \
	pushq %r11; \
	.cfi_def_cfa rsp, 8; \
	.cfi_offset rip, -8; \
	ret; \
	.cfi_def_cfa rsp, 0; \
	CFI_RESUMES_AT(11); \
9:	JUMP_TO_TARGET
#endif

	FUNCTION(swapcontext)
	testq	%rsi, %rdi		/* zero if either is null, or by rare chance */
	jz	4f
	movl	{fast_mark}(%rip), %eax
	cmpl	%eax, UC_FLAGS(%rsi)
	jne	4f
	cmpq	%rsi, %rdi
	je	4f
	testb	$UC_MARK_HAS_MASK, %al
	jz	11f
	LOAD_KNOWN_MASK(12f)
10:	movq	DESCRIPTOR_MASK(%r9), %r9
	cmpq	%r9, UC_SIGMASK(%rsi)
	jne	4f
	movq	%r9, UC_SIGMASK(%rdi)
11:	LOAD_TARGET
	SAVE_FPCW
	MARK_SAVED_AS(%rax)
	SAVE_CALLEE_SAVED
	SAVE_MXCSR

1:	/* rax = the address this call returns to */
	ldmxcsr	UC_MXCSR(%rsi)
	movzwl	UC_FPCW(%rsi), %ecx
	cmpw	UC_FPCW(%rdi), %cx
	jne	3f
2:	cmpq	%rax, %r11
	.cfi_remember_state
	SWITCH_STACK
	LEAVE_BY_THE_BETTER_EXIT
	.cfi_restore_state

3:	LOAD_FPCW
	jmp	2b

12:	MASK_IN_OWN_SLOT(10b, 4f)

	/*
	 * leave(oucp, ucp, flags of ucp), which are read before oucp is marked,
	 * for it may be the same. The three words align the stack.
	 */
4:	testq	%rdi, %rdi
	jz	8f
	testq	%rsi, %rsi
	jz	8f
	movl	UC_FLAGS(%rsi), %r8d
	SAVE_CALLEE_SAVED
	SAVE_FP_CONTROL
	MARK_SAVED
	SAVE_SHADOW_STACK_POINTER
	movl	%r8d, %edx
	pushq	%rsi
	.cfi_def_cfa_offset 16
	pushq	%rdi
	.cfi_def_cfa_offset 24
	subq	$8, %rsp
	.cfi_def_cfa_offset 32
	call	{leave}
	addq	$8, %rsp
	.cfi_def_cfa_offset 24
	popq	%rdi
	.cfi_def_cfa_offset 16
	popq	%rsi
	.cfi_def_cfa_offset 8
	GO_IF_SHADOW_STACKS(14f)
	LOAD_TARGET
	movl	%eax, %ecx
	movq	(%rsp), %rax
	cmpl	$RESUME_SAVED_AND_MASK, %ecx
	jl	6f
	jg	5f
	ldmxcsr	UC_MXCSR(%rsi)
	LOAD_FPCW_IF_DIFFERENT
	cmpq	%rax, %r11
	.cfi_remember_state
	SWITCH_STACK_AND_MASK
	LEAVE_BY_THE_BETTER_EXIT
	.cfi_restore_state

5:	.cfi_remember_state
	SIGRETURN
	.cfi_restore_state

6:	testl	%ecx, %ecx
	jns	1b			/* RESUME_SAVED */
	movl	%ecx, %eax		/* RESUME_FAILED = -1 */
	ret

8:	jmp	{null_argument}
14:	jmp	fastctx_asm_shadow_resume
	END_FUNCTION
