/*
 * arch.S: calls a function with every callee-saved register and FP control
 * word set to a value of the test's, and reports what it finds afterwards.
 * The order of the words, of 64 bits each, is that of REGISTERS in arch.h.
 */
#include "../../../asm/x86/layout.h"

#define PUSH(reg) pushl %reg; .cfi_adjust_cfa_offset 4; .cfi_rel_offset reg, 0
#define POP(reg) popl %reg; .cfi_adjust_cfa_offset -4; .cfi_restore reg

/*
 *   esp + 48  our arguments, after four registers and the return address
 *   esp + 16  our caller's MXCSR and x87 control word
 *   esp       the arguments of what is called, at a multiple of 16
 */
#define PROLOGUE \
	endbr32; \
	PUSH(ebx); PUSH(ebp); PUSH(esi); PUSH(edi); \
	subl $28, %esp; \
	.cfi_adjust_cfa_offset 28; \
	stmxcsr 16(%esp); \
	fnstcw 20(%esp)
#define LOAD(from) \
	movl 0(from), %ebx; movl 8(from), %esi; movl 16(from), %edi; movl 24(from), %ebp; \
	ldmxcsr 32(from); fldcw 40(from)
#define STORE(to) \
	movl %ebx, 0(to); movl %esi, 8(to); movl %edi, 16(to); movl %ebp, 24(to); \
	movl $0, 4(to); movl $0, 12(to); movl $0, 20(to); movl $0, 28(to); \
	stmxcsr 32(to); movl $0, 36(to); \
	movl $0, 40(to); movl $0, 44(to); fnstcw 40(to)
#define EPILOGUE \
	ldmxcsr 16(%esp); \
	fldcw 20(%esp); \
	addl $28, %esp; \
	.cfi_adjust_cfa_offset -28; \
	POP(edi); POP(esi); POP(ebp); POP(ebx); \
	ret

	.text
/* long call_with_registers(fn, a, b, const uint64_t *want, uint64_t *got): fn(a, b, 0) */
	.globl	call_with_registers
	.type	call_with_registers, @function
call_with_registers:
	.cfi_startproc
	PROLOGUE
	movl	52(%esp), %eax
	movl	56(%esp), %edx
	movl	%eax, (%esp)
	movl	%edx, 4(%esp)
	movl	$0, 8(%esp)
	movl	48(%esp), %eax
	movl	60(%esp), %ecx
	LOAD(%ecx)
	call	*%eax
	movl	64(%esp), %ecx
	STORE(%ecx)
	EPILOGUE
	.cfi_endproc
	.size	call_with_registers, .-call_with_registers

/*
 * void return_twice(get, set, ucp, const uint64_t want[2][N], uint64_t *got): get(ucp)
 * with want[0] in the registers, then set(ucp) with want[1], and reports what
 * is there when get returns again. got[N] must be 0 before.
 */
	.globl	return_twice
	.type	return_twice, @function
return_twice:
	.cfi_startproc
	PROLOGUE
	movl	56(%esp), %eax
	movl	%eax, (%esp)
	movl	48(%esp), %eax
	movl	60(%esp), %ecx
	LOAD(%ecx)
	call	*%eax
	movl	64(%esp), %ecx		/* got */
	cmpl	$0, 48(%ecx)
	jne	1f
	incl	48(%ecx)
	movl	56(%esp), %eax
	movl	%eax, (%esp)
	movl	52(%esp), %eax		/* set */
	movl	60(%esp), %ecx
	addl	$48, %ecx
	LOAD(%ecx)
	call	*%eax
	ud2
1:	STORE(%ecx)
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
	PROLOGUE
	movl	48(%esp), %edi
	fldl	288(%edi)
	fldcw	296(%edi)
	cmpl	$0, 56(%esp)
	je	1f
	vmovdqu	32(%edi), %ymm0
	vmovdqu	64(%edi), %ymm1
	vmovdqu	96(%edi), %ymm2
	vmovdqu	128(%edi), %ymm3
	vmovdqu	160(%edi), %ymm4
	vmovdqu	192(%edi), %ymm5
	vmovdqu	224(%edi), %ymm6
	vmovdqu	256(%edi), %ymm7
	jmp	2f
1:	movdqu	32(%edi), %xmm0
	movdqu	64(%edi), %xmm1
	movdqu	96(%edi), %xmm2
	movdqu	128(%edi), %xmm3
	movdqu	160(%edi), %xmm4
	movdqu	192(%edi), %xmm5
	movdqu	224(%edi), %xmm6
	movdqu	256(%edi), %xmm7
2:	pushl	28(%edi)
	popfl
	movl	0(%edi), %eax
	movl	4(%edi), %ebx
	movl	8(%edi), %ecx
	movl	12(%edi), %edx
	movl	16(%edi), %esi
	movl	24(%edi), %ebp
	movl	20(%edi), %edi
	int3
	movl	%eax, (%esp)
	movl	52(%esp), %eax
	movl	%ebx, 4(%eax)
	movl	%ecx, 8(%eax)
	movl	%edx, 12(%eax)
	movl	%esi, 16(%eax)
	movl	%edi, 20(%eax)
	movl	%ebp, 24(%eax)
	movl	(%esp), %ebx
	movl	%ebx, 0(%eax)
	pushfl
	popl	28(%eax)
	cld
	fstpl	288(%eax)
	movl	$0, 296(%eax)
	fnstcw	296(%eax)
	cmpl	$0, 56(%esp)
	je	1f
	vmovdqu	%ymm0, 32(%eax)
	vmovdqu	%ymm1, 64(%eax)
	vmovdqu	%ymm2, 96(%eax)
	vmovdqu	%ymm3, 128(%eax)
	vmovdqu	%ymm4, 160(%eax)
	vmovdqu	%ymm5, 192(%eax)
	vmovdqu	%ymm6, 224(%eax)
	vmovdqu	%ymm7, 256(%eax)
	vzeroupper
	jmp	2f
1:	movdqu	%xmm0, 32(%eax)
	movdqu	%xmm1, 64(%eax)
	movdqu	%xmm2, 96(%eax)
	movdqu	%xmm3, 128(%eax)
	movdqu	%xmm4, 160(%eax)
	movdqu	%xmm5, 192(%eax)
	movdqu	%xmm6, 224(%eax)
	movdqu	%xmm7, 256(%eax)
2:	EPILOGUE
	.cfi_endproc
	.size	interrupt_with_state, .-interrupt_with_state

/*
 * entry_probe: notes the stack pointer that a function finds at its first
 * instruction, and goes on at *entry_then with the arguments as they came.
 */
	.globl	entry_probe
	.type	entry_probe, @function
entry_probe:
	.cfi_startproc
	endbr32
	call	1f
	.cfi_adjust_cfa_offset 4
1:	popl	%eax
	.cfi_adjust_cfa_offset -4
	movl	%esp, entry_stack_pointer-1b(%eax)
	jmp	*entry_then-1b(%eax)
	.cfi_endproc
	.size	entry_probe, .-entry_probe
	.bss
	.balign 4
	.globl	entry_stack_pointer, entry_then
entry_stack_pointer:
	.zero 4
entry_then:
	.zero 4
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
	.cfi_undefined eip
	endbr32
	call	*(%eax)
	movl	4(%eax), %ecx
	movl	8(%eax), %eax
	movl	CTX_SP(%ecx), %esp
	jmp	*CTX_PC(%ecx)
	.cfi_endproc
	.size	overwriting_context, .-overwriting_context

/* overwrite_NAME: other values there, eax and ecx as they were. */
#define OVERWRITE(name, ...) \
	.globl overwrite_##name; \
	.type overwrite_##name, @function; \
overwrite_##name: \
	endbr32; \
	__VA_ARGS__; \
	ret; \
	.size overwrite_##name, .-overwrite_##name
#define OVERWRITE_GENERAL(name) OVERWRITE(name, movl $-0x35, %name)
#define OVERWRITE_XMM(n) OVERWRITE(xmm##n, pcmpeqd %xmm##n, %xmm##n)
#define OVERWRITE_MM(n) OVERWRITE(mm##n, pcmpeqd %mm##n, %mm##n; emms)
#define OVERWRITE_ZMM(n) OVERWRITE(zmm##n, vpternlogd $255, %zmm##n, %zmm##n, %zmm##n)
#define OVERWRITE_K(n) OVERWRITE(k##n, kxnorw %k##n, %k##n, %k##n)

OVERWRITE_GENERAL(ebx)
OVERWRITE_GENERAL(edx)
OVERWRITE_GENERAL(esi)
OVERWRITE_GENERAL(edi)
OVERWRITE_GENERAL(ebp)
OVERWRITE_XMM(0)
OVERWRITE_XMM(1)
OVERWRITE_XMM(2)
OVERWRITE_XMM(3)
OVERWRITE_XMM(4)
OVERWRITE_XMM(5)
OVERWRITE_XMM(6)
OVERWRITE_XMM(7)
OVERWRITE_MM(0)
OVERWRITE_MM(1)
OVERWRITE_MM(2)
OVERWRITE_MM(3)
OVERWRITE_MM(4)
OVERWRITE_MM(5)
OVERWRITE_MM(6)
OVERWRITE_MM(7)
OVERWRITE_ZMM(0)
OVERWRITE_ZMM(7)
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
