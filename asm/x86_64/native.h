/*
 * native.h: what the x86_64 functions of the native layer share. A suspended
 * context is a stack pointer and a program counter (fastctx_t, src/switch);
 * the code at that program counter restores whatever else it wants to have
 * back. So contexts that were suspended out of line, inline, with FP control or
 * not, and those that have not run yet are all resumed in one way:
 *
 *   rsi  the context that is resumed
 *   rdx  the value that is passed to it
 *   r8   where the resumer's own call would have returned to: the address that
 *        the return predictor holds. A hint: anything else is right, and slower
 *   rsp  its CTX_SP, and then a jump to its CTX_PC, which is a landing pad
 *
 * A context suspended out of line, at its CTX_SP:
 *
 *         rsp + 48 | return address of fastctx_switch
 *         rsp      | r15 r14 r13 r12 rbx rbp, from low to high
 *
 * The order of the instructions is a measured one: the target is loaded before
 * anything is stored (a load behind our own stores may wait for them), what
 * is saved goes by push and comes by pop, which the processor forwards without
 * going through its cache, and the place to go to is in a register before it is
 * compared.
 */
#include "frame.h"

#define PUSH_CALLEE_SAVED \
	pushq %rbp; \
	.cfi_def_cfa_offset 16; \
	.cfi_offset rbp, -16; \
	pushq %rbx; \
	.cfi_def_cfa_offset 24; \
	.cfi_offset rbx, -24; \
	pushq %r12; \
	.cfi_def_cfa_offset 32; \
	.cfi_offset r12, -32; \
	pushq %r13; \
	.cfi_def_cfa_offset 40; \
	.cfi_offset r13, -40; \
	pushq %r14; \
	.cfi_def_cfa_offset 48; \
	.cfi_offset r14, -48; \
	pushq %r15; \
	.cfi_def_cfa_offset 56; \
	.cfi_offset r15, -56

#define POP_CALLEE_SAVED \
	popq %r15; \
	.cfi_def_cfa_offset 48; \
	.cfi_restore r15; \
	popq %r14; \
	.cfi_def_cfa_offset 40; \
	.cfi_restore r14; \
	popq %r13; \
	.cfi_def_cfa_offset 32; \
	.cfi_restore r13; \
	popq %r12; \
	.cfi_def_cfa_offset 24; \
	.cfi_restore r12; \
	popq %rbx; \
	.cfi_def_cfa_offset 16; \
	.cfi_restore rbx; \
	popq %rbp; \
	.cfi_def_cfa_offset 8; \
	.cfi_restore rbp

/* r9 = the target's stack pointer, r10 = its program counter, r8 the hint. */
#define LOAD_NATIVE_TARGET \
	movq CTX_SP(%rsi), %r9; \
	movq CTX_PC(%rsi), %r10; \
	movq (%rsp), %r8

/* Where the context at rdi goes on, and what it is left with. Clobbers rcx. */
#define SUSPEND_AT(label) \
	leaq label(%rip), %rcx; \
	movq %rsp, CTX_SP(%rdi); \
	movq %rcx, CTX_PC(%rdi)

/*
 * A context that was suspended elsewhere than here: with its stack pointer the
 * caller is the code at r10 with, as far as we know, these registers.
 */
#define RESUME_ELSEWHERE \
	movq %r9, %rsp; \
	.cfi_def_cfa rsp, 0; \
	CFI_RESUMES_AT(10); \
	CFI_CALLEE_SAVED_LIVE; \
	jmp *%r10

/* To the address in rcx, popped from the stack: by `ret` if that was predicted. */
#define RETURN_TO_RCX \
	cmpq %rcx, %r8; \
	je 23f; \
	notrack jmp *%rcx; \
23:	pushq %rcx; \
	.cfi_def_cfa_offset 8; \
	.cfi_offset rip, -8; \
	ret

/*
 * The end of a switch: the value, and by `ret` if that was predicted. (The
 * benchmark has others, to compare: c-tests/arch/x86_64/exits.S.)
 */
#ifndef RETURN_VALUE
#define RETURN_VALUE \
	popq %rcx; \
	.cfi_def_cfa_offset 0; \
	.cfi_register rip, rcx; \
	movq %rdx, %rax; \
	RETURN_TO_RCX
#endif
