/*
 * coroutine.h: what resume.S and yield.S share. Both are one call long on their
 * way from one party to the other, so that a function between them and the
 * program does not have its return mispredicted.
 *
 * The names in braces are offsets into a Coroutine (src/coroutine).
 *
 * A party that waits in one of them has, at its CTX_SP, two words of which the
 * first is where to store the value that comes, or null, and the second, where shadow
 * stacks are on, its shadow stack pointer; then native.h's frame.
 */
#include "shadow_stack.h"

/* From the stack pointer of a function down to where a party waits. */
#define WAITING_FRAME (NATIVE_FRAME + 16)

/* x2 = *x1, or null where x1 is. */
#define LOAD_VALUE \
	mov x2, #0; \
	cbz x1, 21f; \
	ldr x2, [x1]; \
21:

/* The context at x0 + offset goes on at `label`. Clobbers x10, x11. */
#define SUSPEND_WITH_VALUE(offset, label) \
	PUSH_CALLEE_SAVED; \
	str x1, [sp, #-16]!; \
	.cfi_def_cfa_offset NATIVE_FRAME + 16; \
	mov x10, sp; \
	adr x11, label; \
	stp x10, x11, [x0, offset+CTX_SP]

/*
 * Has the shared stacks made ready by function(x0 = the coroutine, x1 = where the
 * value stands, x2 = the stack pointer of who is going to wait): x4 = the context to
 * go to, or a negative errno: then the flags say "higher or same". Keeps x0, x1, x5.
 */
#define SET_OFF(function) \
	sub x2, sp, #WAITING_FRAME; \
	PUSH_FRAME(48); \
	stp x0, x1, [sp, #16]; \
	str x5, [sp, #32]; \
	bl function; \
	mov x4, x0; \
	ldp x0, x1, [sp, #16]; \
	ldr x5, [sp, #32]; \
	POP_FRAME(48); \
	cmn x4, #4095

/* Go on where one of them left off; the result is in w0. */
#define GO_ON \
	ldr x1, [sp], #16; \
	.cfi_def_cfa_offset NATIVE_FRAME; \
	POP_CALLEE_SAVED; \
	cbz x1, 22f; \
	str x2, [x1]; \
22:	ret
