/*
 * shadow_stack.h: what the functions do where a thread has a guarded control stack
 * (FEAT_GCS; Arm ARM, DDI 0487, D11): a second stack, of return addresses alone, which
 * only calls and returns write to. The library notices it where it costs nothing when
 * there is none, which is nearly always: off the fast paths, by `chkfeat`, which leaves
 * its register alone then and on processors that do not know it.
 *
 * A stack that nobody runs on has a cap below the pointer it was left with: a word
 * that is its own page's address, and 1. `gcsss1` checks it and goes on there, `gcsss2`
 * leaves one on the stack that was left.
 *
 * `ret` compares, `br` does not, and takes nothing off.
 *
 * A context of the native layer keeps its shadow stack pointer behind the word at its
 * CTX_SP, and goes on at a place of its own, which changes to that shadow stack first. So
 * contexts with one and without are resumed in the same way, and a switch between
 * two without does not look.
 */
#include "native.h"

/* Instructions and the register by their encoding: every assembler knows that. Those
 * in the hint space do nothing on processors without. */
#define CHKFEAT_X16 hint #40
#define GCSB_DSYNC hint #19
#define GCSPR_EL0 s3_3_c2_c5_1
#define GCSPOPM(register) sysl register, #3, c7, c7, #1
#define GCSSS1(register) sys #3, c7, c7, #2, register
#define GCSSS2(register) sysl register, #3, c7, c7, #3

/* CHKFEAT's bit for it, and a cap's low bits. */
#define CHKFEAT_GCS 1
#define GCS_CAP_VALID 1

/* To `label`, or not. Clobbers x16. */
#define GO_IF_SHADOW_STACKS(label) \
	mov x16, #CHKFEAT_GCS; \
	CHKFEAT_X16; \
	tbz x16, #0, label

/*
 * Into the context at x0, as glibc does it: the record, with the pointer that it has
 * when we have returned. Clobbers x15 and x16; x12 = UC_MARK_SAVED.
 */
#define SAVE_SHADOW_STACK_POINTER \
	GO_IF_SHADOW_STACKS(76f); \
	b 77f; \
76:	LOAD_CONSTANT(w15, GCS_MAGIC); \
	movk x15, #GCS_SIZE, lsl #32; \
	mrs x16, GCSPR_EL0; \
	add x16, x16, #8; \
	str x15, [x0, #UC_GCS]; \
	str x16, [x0, #UC_GCS_POINTER]; \
	mov x15, #PR_SHADOW_STACK_ENABLE; \
	str x15, [x0, #UC_GCS_MODES]; \
	str x12, [x0, #UC_GCS_MARK]; \
	str xzr, [x0, #UC_GCS_END]; \
	orr x15, x12, #UC_MARK_HAS_SHADOW_STACK; \
	str x15, [x0, #UC_FLAGS]; \
77:

/*
 * Make x4 the shadow stack pointer. It lies on the shadow stack in use, above, or
 * on another one, at or above the pointer which that was left with: then a cap is
 * there. Clobbers x4-x8.
 */
#define GO_TO_SHADOW_STACK \
	GCSB_DSYNC;			/* what calls wrote, for loads */ \
	mrs x5, GCSPR_EL0; \
	mov x6, x4; \
71:	cmp x6, x5; \
	b.eq 72f; \
	ldr x7, [x6, #-8]!; \
	and x8, x6, #~0xfff; \
	orr x8, x8, #GCS_CAP_VALID; \
	cmp x7, x8; \
	b.ne 71b; \
	GCSSS1(x6); \
	GCSSS2(xzr); \
	add x6, x6, #8; \
72:	subs x4, x4, x6; \
	b.eq 74f; \
73:	GCSPOPM(xzr); \
	subs x4, x4, #8; \
	b.ne 73b; \
74:

/* After SUSPEND_AT or the like, where the word at sp + 8 is free: with its shadow
 * stack pointer there, and where that is loaded again. Clobbers x10 and x11. */
#define SUSPEND_WITH_SHADOW_STACK(offset, label) \
	mrs x10, GCSPR_EL0; \
	str x10, [sp, #8]; \
	mov x10, sp; \
	adr x11, label; \
	stp x10, x11, [x0, offset+CTX_SP]

/* There, if it is not the one in use: whoever went on here need not have another.
 * Clobbers x10 and x11. */
#define COME_BACK_TO_SHADOW_STACK \
	BTI_J; \
	ldr x10, [sp, #8]; \
	mrs x11, GCSPR_EL0; \
	cmp x10, x11; \
	b.eq 78f; \
	sub x10, x10, #8; \
	GCSSS1(x10); \
	GCSSS2(xzr); \
78:
