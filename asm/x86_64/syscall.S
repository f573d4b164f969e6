/*
 * long syscall(long number, ...)
 *
 * rdi = number, its arguments in rsi, rdx, rcx, r8, r9 and at 8(%rsp). A call
 * that changes the signal mask is made by `mask_system_call`, which sees it;
 * any other is made here, on no frame, as the C library makes it.
 */
#include "frame.h"

	FUNCTION(syscall)
	cmpl	$SYS_RT_SIGPROCMASK, %edi	/* the kernel looks at no more (do_syscall_64) */
	je	2f
	movq	%rdi, %rax
	movq	%rsi, %rdi
	movq	%rdx, %rsi
	movq	%rcx, %rdx
	movq	%r8, %r10
	movq	%r9, %r8
	movq	8(%rsp), %r9
	syscall
	cmpq	$-4095, %rax		/* -MAX_ERRNO (include/linux/err.h) */
	jae	1f
	ret

	/* Tail calls: the compiled function returns to our caller, not to us. */
1:	movq	%rax, %rdi
	jmp	{failed}
2:	jmp	{mask_system_call}
	END_FUNCTION
