/*
 * arch.S: calls a function with every callee-saved register and FP control
 * word set to a value of the test's, and reports what it finds afterwards.
 * The order of the words is that of REGISTERS in arch.h.
 */
#include "../../../asm/x86_64/layout.h"

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

/*
 * void interrupt_with_state(const struct whole_state *want, struct whole_state
 * *got, int wide): loads the state, traps, and stores what it finds then.
 */
	.globl	interrupt_with_state
	.type	interrupt_with_state, @function
interrupt_with_state:
	.cfi_startproc
	PUSH(rbx); PUSH(rbp); PUSH(r12); PUSH(r13); PUSH(r14); PUSH(r15)
	subq	$24, %rsp
	.cfi_adjust_cfa_offset 24
	movq	%rsi, (%rsp)
	movl	%edx, 8(%rsp)
	fnstcw	12(%rsp)
	fldl	640(%rdi)
	fldcw	648(%rdi)
	testl	%edx, %edx
	jz	1f
	vmovdqu	128(%rdi), %ymm0
	vmovdqu	160(%rdi), %ymm1
	vmovdqu	192(%rdi), %ymm2
	vmovdqu	224(%rdi), %ymm3
	vmovdqu	256(%rdi), %ymm4
	vmovdqu	288(%rdi), %ymm5
	vmovdqu	320(%rdi), %ymm6
	vmovdqu	352(%rdi), %ymm7
	vmovdqu	384(%rdi), %ymm8
	vmovdqu	416(%rdi), %ymm9
	vmovdqu	448(%rdi), %ymm10
	vmovdqu	480(%rdi), %ymm11
	vmovdqu	512(%rdi), %ymm12
	vmovdqu	544(%rdi), %ymm13
	vmovdqu	576(%rdi), %ymm14
	vmovdqu	608(%rdi), %ymm15
	jmp	2f
1:
	movdqu	128(%rdi), %xmm0
	movdqu	160(%rdi), %xmm1
	movdqu	192(%rdi), %xmm2
	movdqu	224(%rdi), %xmm3
	movdqu	256(%rdi), %xmm4
	movdqu	288(%rdi), %xmm5
	movdqu	320(%rdi), %xmm6
	movdqu	352(%rdi), %xmm7
	movdqu	384(%rdi), %xmm8
	movdqu	416(%rdi), %xmm9
	movdqu	448(%rdi), %xmm10
	movdqu	480(%rdi), %xmm11
	movdqu	512(%rdi), %xmm12
	movdqu	544(%rdi), %xmm13
	movdqu	576(%rdi), %xmm14
	movdqu	608(%rdi), %xmm15
2:	pushq	120(%rdi)
	popfq
	movq	656(%rdi), %rax
	movq	%rax, -128(%rsp)
	movq	664(%rdi), %rax
	movq	%rax, -120(%rsp)
	movq	672(%rdi), %rax
	movq	%rax, -112(%rsp)
	movq	680(%rdi), %rax
	movq	%rax, -104(%rsp)
	movq	688(%rdi), %rax
	movq	%rax, -96(%rsp)
	movq	696(%rdi), %rax
	movq	%rax, -88(%rsp)
	movq	704(%rdi), %rax
	movq	%rax, -80(%rsp)
	movq	712(%rdi), %rax
	movq	%rax, -72(%rsp)
	movq	720(%rdi), %rax
	movq	%rax, -64(%rsp)
	movq	728(%rdi), %rax
	movq	%rax, -56(%rsp)
	movq	736(%rdi), %rax
	movq	%rax, -48(%rsp)
	movq	744(%rdi), %rax
	movq	%rax, -40(%rsp)
	movq	752(%rdi), %rax
	movq	%rax, -32(%rsp)
	movq	760(%rdi), %rax
	movq	%rax, -24(%rsp)
	movq	768(%rdi), %rax
	movq	%rax, -16(%rsp)
	movq	776(%rdi), %rax
	movq	%rax, -8(%rsp)
	movq	0(%rdi), %rax
	movq	8(%rdi), %rbx
	movq	16(%rdi), %rcx
	movq	24(%rdi), %rdx
	movq	32(%rdi), %rsi
	movq	48(%rdi), %rbp
	movq	56(%rdi), %r8
	movq	64(%rdi), %r9
	movq	72(%rdi), %r10
	movq	80(%rdi), %r11
	movq	88(%rdi), %r12
	movq	96(%rdi), %r13
	movq	104(%rdi), %r14
	movq	112(%rdi), %r15
	movq	40(%rdi), %rdi
	int3
	movq	%rax, interrupted_rax(%rip)
	movq	(%rsp), %rax
	movq	%rbx, 8(%rax)
	movq	%rcx, 16(%rax)
	movq	%rdx, 24(%rax)
	movq	%rsi, 32(%rax)
	movq	%rdi, 40(%rax)
	movq	%rbp, 48(%rax)
	movq	%r8, 56(%rax)
	movq	%r9, 64(%rax)
	movq	%r10, 72(%rax)
	movq	%r11, 80(%rax)
	movq	%r12, 88(%rax)
	movq	%r13, 96(%rax)
	movq	%r14, 104(%rax)
	movq	%r15, 112(%rax)
	movq	interrupted_rax(%rip), %rbx
	movq	%rbx, (%rax)
	movq	-128(%rsp), %rbx
	movq	%rbx, 656(%rax)
	movq	-120(%rsp), %rbx
	movq	%rbx, 664(%rax)
	movq	-112(%rsp), %rbx
	movq	%rbx, 672(%rax)
	movq	-104(%rsp), %rbx
	movq	%rbx, 680(%rax)
	movq	-96(%rsp), %rbx
	movq	%rbx, 688(%rax)
	movq	-88(%rsp), %rbx
	movq	%rbx, 696(%rax)
	movq	-80(%rsp), %rbx
	movq	%rbx, 704(%rax)
	movq	-72(%rsp), %rbx
	movq	%rbx, 712(%rax)
	movq	-64(%rsp), %rbx
	movq	%rbx, 720(%rax)
	movq	-56(%rsp), %rbx
	movq	%rbx, 728(%rax)
	movq	-48(%rsp), %rbx
	movq	%rbx, 736(%rax)
	movq	-40(%rsp), %rbx
	movq	%rbx, 744(%rax)
	movq	-32(%rsp), %rbx
	movq	%rbx, 752(%rax)
	movq	-24(%rsp), %rbx
	movq	%rbx, 760(%rax)
	movq	-16(%rsp), %rbx
	movq	%rbx, 768(%rax)
	movq	-8(%rsp), %rbx
	movq	%rbx, 776(%rax)
	pushfq
	popq	120(%rax)
	cld
	fstpl	640(%rax)
	movq	$0, 648(%rax)
	fnstcw	648(%rax)
	fldcw	12(%rsp)
	cmpl	$0, 8(%rsp)
	je	1f
	vmovdqu	%ymm0, 128(%rax)
	vmovdqu	%ymm1, 160(%rax)
	vmovdqu	%ymm2, 192(%rax)
	vmovdqu	%ymm3, 224(%rax)
	vmovdqu	%ymm4, 256(%rax)
	vmovdqu	%ymm5, 288(%rax)
	vmovdqu	%ymm6, 320(%rax)
	vmovdqu	%ymm7, 352(%rax)
	vmovdqu	%ymm8, 384(%rax)
	vmovdqu	%ymm9, 416(%rax)
	vmovdqu	%ymm10, 448(%rax)
	vmovdqu	%ymm11, 480(%rax)
	vmovdqu	%ymm12, 512(%rax)
	vmovdqu	%ymm13, 544(%rax)
	vmovdqu	%ymm14, 576(%rax)
	vmovdqu	%ymm15, 608(%rax)
	vzeroupper
	jmp	2f
1:
	movdqu	%xmm0, 128(%rax)
	movdqu	%xmm1, 160(%rax)
	movdqu	%xmm2, 192(%rax)
	movdqu	%xmm3, 224(%rax)
	movdqu	%xmm4, 256(%rax)
	movdqu	%xmm5, 288(%rax)
	movdqu	%xmm6, 320(%rax)
	movdqu	%xmm7, 352(%rax)
	movdqu	%xmm8, 384(%rax)
	movdqu	%xmm9, 416(%rax)
	movdqu	%xmm10, 448(%rax)
	movdqu	%xmm11, 480(%rax)
	movdqu	%xmm12, 512(%rax)
	movdqu	%xmm13, 544(%rax)
	movdqu	%xmm14, 576(%rax)
	movdqu	%xmm15, 608(%rax)
2:	addq	$24, %rsp
	.cfi_adjust_cfa_offset -24
	POP(r15); POP(r14); POP(r13); POP(r12); POP(rbp); POP(rbx)
	ret
	.cfi_endproc
	.size	interrupt_with_state, .-interrupt_with_state

	.local	interrupted_rax
	.comm	interrupted_rax, 8, 8

/*
 * entry_probe: notes the stack pointer that a function finds at its first
 * instruction, and goes on at *entry_then with the arguments as they came.
 */
	.globl	entry_probe
	.type	entry_probe, @function
entry_probe:
	.cfi_startproc
	endbr64
	movq	%rsp, entry_stack_pointer(%rip)
	jmp	*entry_then(%rip)
	.cfi_endproc
	.size	entry_probe, .-entry_probe
	.bss
	.balign 8
	.globl	entry_stack_pointer, entry_then
entry_stack_pointer:
	.zero 8
entry_then:
	.zero 8
	.text

/*
 * overwriting_context: where a context of the native layer goes on that leaves
 * every register as it finds it, but those that a switch passes things in and
 * those that it is told to overwrite. The value is a struct overwriting: what to
 * call, the context to go back to, and the value for it. It stays suspended
 * where it is, so nothing is stored.
 */
	.globl	overwriting_context
	.type	overwriting_context, @function
overwriting_context:
	.cfi_startproc
	.cfi_undefined rip
	endbr64
	call	*(%rdx)
	movq	8(%rdx), %rsi
	movq	16(%rdx), %rdx
	movq	CTX_SP(%rsi), %rsp
	jmp	*CTX_PC(%rsi)
	.cfi_endproc
	.size	overwriting_context, .-overwriting_context

/* overwrite_NAME: other values there, rdx and rsi as they were. */
#define OVERWRITE(name, ...) \
	.globl overwrite_##name; \
	.type overwrite_##name, @function; \
overwrite_##name: \
	endbr64; \
	__VA_ARGS__; \
	ret; \
	.size overwrite_##name, .-overwrite_##name
#define OVERWRITE_GENERAL(name) OVERWRITE(name, movq $-0x35, %name)
#define OVERWRITE_XMM(n) OVERWRITE(xmm##n, pcmpeqd %xmm##n, %xmm##n)
#define OVERWRITE_MM(n) OVERWRITE(mm##n, pcmpeqd %mm##n, %mm##n; emms)
#define OVERWRITE_ZMM(n) OVERWRITE(zmm##n, vpternlogd $255, %zmm##n, %zmm##n, %zmm##n)
#define OVERWRITE_K(n) OVERWRITE(k##n, kxnorw %k##n, %k##n, %k##n)

OVERWRITE_GENERAL(rax)
OVERWRITE_GENERAL(rbx)
OVERWRITE_GENERAL(rcx)
OVERWRITE_GENERAL(rdi)
OVERWRITE_GENERAL(rbp)
OVERWRITE_GENERAL(r8)
OVERWRITE_GENERAL(r9)
OVERWRITE_GENERAL(r10)
OVERWRITE_GENERAL(r11)
OVERWRITE_GENERAL(r12)
OVERWRITE_GENERAL(r13)
OVERWRITE_GENERAL(r14)
OVERWRITE_GENERAL(r15)
OVERWRITE_XMM(0)
OVERWRITE_XMM(1)
OVERWRITE_XMM(2)
OVERWRITE_XMM(3)
OVERWRITE_XMM(4)
OVERWRITE_XMM(5)
OVERWRITE_XMM(6)
OVERWRITE_XMM(7)
OVERWRITE_XMM(8)
OVERWRITE_XMM(9)
OVERWRITE_XMM(10)
OVERWRITE_XMM(11)
OVERWRITE_XMM(12)
OVERWRITE_XMM(13)
OVERWRITE_XMM(14)
OVERWRITE_XMM(15)
OVERWRITE_MM(0)
OVERWRITE_MM(1)
OVERWRITE_MM(2)
OVERWRITE_MM(3)
OVERWRITE_MM(4)
OVERWRITE_MM(5)
OVERWRITE_MM(6)
OVERWRITE_MM(7)
OVERWRITE_ZMM(0)
OVERWRITE_ZMM(15)
OVERWRITE_ZMM(16)
OVERWRITE_ZMM(17)
OVERWRITE_ZMM(18)
OVERWRITE_ZMM(19)
OVERWRITE_ZMM(20)
OVERWRITE_ZMM(21)
OVERWRITE_ZMM(22)
OVERWRITE_ZMM(23)
OVERWRITE_ZMM(24)
OVERWRITE_ZMM(25)
OVERWRITE_ZMM(26)
OVERWRITE_ZMM(27)
OVERWRITE_ZMM(28)
OVERWRITE_ZMM(29)
OVERWRITE_ZMM(30)
OVERWRITE_ZMM(31)
OVERWRITE_K(1)
OVERWRITE_K(2)
OVERWRITE_K(3)
OVERWRITE_K(4)
OVERWRITE_K(5)
OVERWRITE_K(6)
OVERWRITE_K(7)
/* The x87 stack is filled and emptied: it has to be empty at a call. */
OVERWRITE(st, fld1; fld1; fld1; fld1; fld1; fld1; fld1; fld1; \
	fstp %st; fstp %st; fstp %st; fstp %st; fstp %st; fstp %st; fstp %st; fstp %st)

	.section .note.GNU-stack,"",@progbits
