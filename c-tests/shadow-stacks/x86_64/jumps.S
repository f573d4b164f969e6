/*
 * setjmp and longjmp as they are in a glibc that knows of shadow stacks
 * (configured with --enable-cet), in place of those of one that does not, Debian's: a
 * jump takes as much off the shadow stack as off the stack. In the static programs of
 * these tests; the C library's own functions use them too.
 */
#define RBX 0
#define RBP 8
#define R12 16
#define R13 24
#define R14 32
#define R15 40
#define RSP 48
#define RIP 56
/* Behind the kernel's signal mask, and within the shorter buffers of glibc's own
 * (struct pthread_unwind_buf, whose last word is free). */
#define SSP 96

	.macro	function name
	.globl	\name
	.type	\name, @function
\name:	.cfi_startproc
	endbr64
	.endm
	.macro	end name
	.cfi_endproc
	.size	\name, . - \name
	.endm

	.text
	function _setjmp
	xorl	%esi, %esi
	jmp	__sigsetjmp
	end	_setjmp

	function setjmp
	movl	$1, %esi
	jmp	__sigsetjmp
	end	setjmp

	function __sigsetjmp
	movq	%rbx, RBX(%rdi)
	movq	%rbp, RBP(%rdi)
	movq	%r12, R12(%rdi)
	movq	%r13, R13(%rdi)
	movq	%r14, R14(%rdi)
	movq	%r15, R15(%rdi)
	leaq	8(%rsp), %rax
	movq	%rax, RSP(%rdi)
	movq	(%rsp), %rax
	movq	%rax, RIP(%rdi)
	xorl	%eax, %eax
	rdsspq	%rax
	movq	%rax, SSP(%rdi)
	jmp	__sigjmp_save
	end	__sigsetjmp

	function __longjmp
	xorl	%eax, %eax
	rdsspq	%rax
	testq	%rax, %rax
	jz	2f
	movq	SSP(%rdi), %rcx
	subq	%rax, %rcx
	shrq	$3, %rcx
	addq	$1, %rcx		/* the address we jump to is on it still */
	movl	$1, %eax
1:	incsspq	%rax
	decq	%rcx
	jnz	1b
2:	movq	RBX(%rdi), %rbx
	movq	RBP(%rdi), %rbp
	movq	R12(%rdi), %r12
	movq	R13(%rdi), %r13
	movq	R14(%rdi), %r14
	movq	R15(%rdi), %r15
	movq	RIP(%rdi), %rdx
	movq	RSP(%rdi), %rsp
	movl	%esi, %eax
	notrack jmp *%rdx
	end	__longjmp

	.globl	____longjmp_chk
	.set	____longjmp_chk, __longjmp
	.section .note.GNU-stack, "", @progbits
