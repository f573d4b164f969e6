/*
 * shadow_stack.h: what the functions do where a thread has a shadow stack: a second
 * stack, of return addresses alone, which only calls and returns write to (Intel
 * SDM, volume 1, chapter 17). The library notices it where it costs nothing when
 * there is none, which is nearly always: off the fast paths, by rdsspq, which leaves
 * its register alone then.
 *
 * A shadow stack that nobody runs on has a restore token at the pointer it was left
 * with: the word there is that pointer, and 1. `rstorssp` checks it and goes
 * on there, `saveprevssp` leaves one on the shadow stack that was left.
 *
 * A context of the native layer keeps its shadow stack pointer at its CTX_SP, and goes
 * on at a place of its own, which changes to that shadow stack first. So
 * contexts with one and without are resumed in the same way, and a switch between
 * two without does not look.
 *
 * This is an addition to frame.h and native.h for x86_64 and its CET; where no file
 * is called shadow_*, an architecture has nothing of the kind.
 */
#include "native.h"

/* glibc's struct pthread: a word whose bit 1 tells that glibc knows of the shadow
 * stack, and what the one in use is known by (sysdeps/x86_64/nptl/tls.h, feature_1 and
 * ssp_base; sysdeps/x86/... X86_FEATURE_1_SHSTK). musl has a page's address in the
 * place of the first, where that bit is clear. */
#define GLIBC_FEATURE_1 0x48
#define GLIBC_FEATURE_1_SHSTK 2
#define GLIBC_SSP_BASE 0x78

/* "FCXSHSTK": with UC_FRAME_SHADOW_STACK, that it was us who wrote it. */
#define FRAME_SHADOW_STACK_CHECK 0x4b54534853584346

/* What `incsspq` takes at once. */
#define INCSSP_LIMIT 255

/* rcx = the shadow stack pointer, and to `label`; or zero. */
#define GO_IF_SHADOW_STACKS(label) \
	xorl %ecx, %ecx; \
	rdsspq %rcx; \
	testq %rcx, %rcx; \
	jnz label

/* The same where the target, r10, may be a fresh context: it starts at `fresh` only if
 * there are none, and that is cheaper to see. Then to `none`. */
#define GO_IF_SHADOW_STACKS_UNLESS(fresh, none, label) \
	leaq fresh(%rip), %rcx; \
	cmpq %rcx, %r10; \
	je none; \
	GO_IF_SHADOW_STACKS(label)

/* Into the context at rdi, if there is one. Clobbers rcx and rdx. */
#define SAVE_SHADOW_STACK_POINTER \
	xorl %ecx, %ecx; \
	rdsspq %rcx; \
	testq %rcx, %rcx; \
	jz 77f; \
	movq %rcx, UC_SHADOW_STACK(%rdi); \
	orq $UC_MARK_HAS_SHADOW_STACK, UC_FLAGS(%rdi); \
	testb $GLIBC_FEATURE_1_SHSTK, %fs:GLIBC_FEATURE_1; \
	jz 77f; \
	movq %rcx, UC_GLIBC_SSP(%rdi); \
	movq %fs:GLIBC_SSP_BASE, %rdx; \
	testq %rdx, %rdx; \
	jnz 76f; \
	movq %rcx, %rdx; \
	movq %rdx, %fs:GLIBC_SSP_BASE; \
76:	movq %rdx, UC_GLIBC_SSP_BASE(%rdi); \
77:

/*
 * Make rcx the shadow stack pointer. It lies on the shadow stack in use, above, or
 * on another one, at or above the pointer which that was left with: then a token is
 * there. Clobbers rax, rcx, rdx and r8.
 */
#define GO_TO_SHADOW_STACK \
	rdsspq %rdx; \
	movq %rcx, %rax; \
71:	cmpq %rdx, %rax; \
	je 72f; \
	leaq -8(%rax), %r8; \
	orq $1, %rax; \
	cmpq %rax, (%r8); \
	movq %r8, %rax; \
	jne 71b; \
	rstorssp (%r8); \
	saveprevssp; \
	rdsspq %rax; \
72:	subq %rax, %rcx; \
	shrq $3, %rcx; \
	jz 74f; \
	movl $INCSSP_LIMIT, %edx; \
73:	cmpq %rdx, %rcx; \
	cmovbq %rcx, %rdx; \
	incsspq %rdx; \
	subq %rdx, %rcx; \
	jnz 73b; \
74:

/* After SUSPEND_AT or the like, where the return address is at return_at(%rsp): with
 * its shadow stack pointer, rcx, and where that is loaded again. */
#define SUSPEND_WITH_SHADOW_STACK(offset, label, return_at) \
	pushq %rcx; \
	.cfi_def_cfa_offset return_at+16; \
	leaq label(%rip), %rcx; \
	movq %rsp, offset+CTX_SP(%rdi); \
	movq %rcx, offset+CTX_PC(%rdi)

/* There, if it is not the one in use: whoever went on here need not have another. The
 * way back is by `ret`, which is the only one, so the return address takes the place
 * of the hint. Clobbers rax and rcx. */
#define COME_BACK_TO_SHADOW_STACK(return_at) \
	.cfi_def_cfa_offset return_at+16; \
	LANDING_PAD; \
	popq %rcx; \
	.cfi_def_cfa_offset return_at+8; \
	rdsspq %rax; \
	cmpq %rcx, %rax; \
	je 78f; \
	rstorssp -8(%rcx); \
	saveprevssp; \
78:	movq return_at(%rsp), %r8
