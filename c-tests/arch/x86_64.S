/*
 * x86_64.S: calls a function with every callee-saved register and FP control
 * word set to a value of the test's, and reports what it finds afterwards.
 * The order of the words is that of REGISTERS in x86_64.h.
 */
#define PUSH(reg) pushq %reg; .cfi_adjust_cfa_offset 8; .cfi_rel_offset reg, 0
#define POP(reg) popq %reg; .cfi_adjust_cfa_offset -8; .cfi_restore reg

#define PROLOGUE \
	endbr64; \
	PUSH(rbx); PUSH(rbp); PUSH(r12); PUSH(r13); PUSH(r14); PUSH(r15); \
	subq $24, %rsp; \
	.cfi_adjust_cfa_offset 24; \
	stmxcsr (%rsp); \
	fnstcw 4(%rsp); \
	movq %r8, 8(%rsp)
#define LOAD(from) \
	movq 0(from), %rbx; movq 8(from), %rbp; movq 16(from), %r12; \
	movq 24(from), %r13; movq 32(from), %r14; movq 40(from), %r15; \
	ldmxcsr 48(from); fldcw 56(from)
#define STORE(to) \
	movq %rbx, 0(to); movq %rbp, 8(to); movq %r12, 16(to); \
	movq %r13, 24(to); movq %r14, 32(to); movq %r15, 40(to); \
	stmxcsr 48(to); fnstcw 56(to)
#define EPILOGUE \
	ldmxcsr (%rsp); \
	fldcw 4(%rsp); \
	addq $24, %rsp; \
	.cfi_adjust_cfa_offset -24; \
	POP(r15); POP(r14); POP(r13); POP(r12); POP(rbp); POP(rbx); \
	ret

	.text
/* long call_with_registers(fn, a, b, const long *want, long *got): fn(a, b, 0) */
	.globl	call_with_registers
	.type	call_with_registers, @function
call_with_registers:
	.cfi_startproc
	PROLOGUE
	movq	%rdi, %rax
	movq	%rsi, %rdi
	movq	%rdx, %rsi
	xorl	%edx, %edx
	LOAD(%rcx)
	call	*%rax
	movq	8(%rsp), %rcx
	STORE(%rcx)
	movslq	%eax, %rax
	EPILOGUE
	.cfi_endproc
	.size	call_with_registers, .-call_with_registers

/*
 * void return_twice(get, set, ucp, const long want[2][N], long *got): get(ucp)
 * with want[0] in the registers, then set(ucp) with want[1], and reports what
 * is there when get returns again. got[N] must be 0 before.
 */
	.globl	return_twice
	.type	return_twice, @function
return_twice:
	.cfi_startproc
	PROLOGUE
	movq	%rsi, 16(%rsp)
	pushq	%rcx
	.cfi_adjust_cfa_offset 8
	pushq	%rdx
	.cfi_adjust_cfa_offset 8
	movq	%rdi, %rax
	movq	%rdx, %rdi
	LOAD(%rcx)
	call	*%rax
	movq	24(%rsp), %rcx		/* got */
	cmpq	$0, 64(%rcx)
	jne	1f
	incq	64(%rcx)
	movq	32(%rsp), %rax		/* set */
	movq	(%rsp), %rdi
	movq	8(%rsp), %rcx
	addq	$64, %rcx
	LOAD(%rcx)
	call	*%rax
	ud2
1:	addq	$16, %rsp
	.cfi_adjust_cfa_offset -16
	STORE(%rcx)
	EPILOGUE
	.cfi_endproc
	.size	return_twice, .-return_twice

	.section .note.GNU-stack,"",@progbits
