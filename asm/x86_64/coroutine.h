/*
 * coroutine.h: what resume.S and yield.S share. Both are one call long on their
 * way from one party to the other, and leave by the exit that was predicted: a
 * function between them and the program would have its return mispredicted.
 *
 * The names in braces are offsets into a Coroutine (src/coroutine).
 *
 * A party that waits in one of them, at its CTX_SP:
 *
 *         rsp + 56 | return address
 *         rsp + 8  | r15 r14 r13 r12 rbx rbp, from low to high
 *         rsp      | where to store the value that comes, or null
 *
 * and below that, where shadow stacks are on, its shadow stack pointer.
 */
#include "shadow_stack.h"

/* From where the return address is down to where a party waits, at most. */
#define WAITING_FRAME 64

/* rdx = *rsi, or null where rsi is. */
#define LOAD_VALUE \
	xorl %edx, %edx; \
	testq %rsi, %rsi; \
	jz 21f; \
	movq (%rsi), %rdx; \
21:

/* The context at rdi + offset goes on at `label`. Clobbers rcx. */
#define SUSPEND_WITH_VALUE(offset, label) \
	PUSH_CALLEE_SAVED; \
	pushq %rsi; \
	.cfi_def_cfa_offset 64; \
	leaq label(%rip), %rcx; \
	movq %rsp, offset+CTX_SP(%rdi); \
	movq %rcx, offset+CTX_PC(%rdi)

/*
 * Has the shared stacks made ready by function(rdi = the coroutine, rsi = where the
 * value stands, rdx = the stack pointer of who is going to wait): rax = the context to
 * go to, or a negative errno: then the next instruction finds "above or equal".
 * Keeps rdi and rsi, and rax in r11.
 */
#define SET_OFF(function) \
	leaq -WAITING_FRAME(%rsp), %rdx; \
	pushq %rax; \
	.cfi_def_cfa_offset 16; \
	pushq %rsi; \
	.cfi_def_cfa_offset 24; \
	pushq %rdi; \
	.cfi_def_cfa_offset 32; \
	call function; \
	popq %rdi; \
	.cfi_def_cfa_offset 24; \
	popq %rsi; \
	.cfi_def_cfa_offset 16; \
	popq %r11; \
	.cfi_def_cfa_offset 8; \
	cmpq $-4095, %rax

/* Go on where one of them left off; the result is in eax. */
#define GO_ON \
	popq %rsi; \
	.cfi_def_cfa_offset 56; \
	POP_CALLEE_SAVED; \
	popq %rcx; \
	.cfi_def_cfa_offset 0; \
	.cfi_register rip, rcx; \
	testq %rsi, %rsi; \
	jz 22f; \
	movq %rdx, (%rsi); \
22:	RETURN_TO_RCX
