/*
 * coroutine.h: what resume.S and yield.S share. Both are one call long on their
 * way from one party to the other, and leave by the exit that was predicted: a
 * function between them and the program would have its return mispredicted.
 *
 * The names in braces are offsets into a Coroutine (src/coroutine).
 *
 * A party that waits in one of them has, at its CTX_SP, two words of which the
 * first is where to store the value that comes, or null; then native.h's frame.
 */
#include "native.h"

/* From the stack pointer of a function down to where a party waits. */
#define WAITING_FRAME (NATIVE_FRAME + 16)

/* t8 = the word of this thread whose distance from the thread pointer t3 is, and v1
 * = where it is. */
#define LOAD_THREAD_WORD \
	rdhwr v1, $29; \
	daddu v1, v1, t3; \
	ld t8, 0(v1)

/* a2 = *a1, or null where a1 is. */
#define LOAD_VALUE \
	beqz a1, 21f; \
	 move a2, zero; \
	ld a2, 0(a1); \
21:

/* The context at a0 + offset goes on at the address in t2. */
#define SUSPEND_WITH_VALUE(offset) \
	PUSH_CALLEE_SAVED; \
	daddiu sp, sp, -16; \
	.cfi_def_cfa_offset NATIVE_FRAME + 16; \
	sd a1, 0(sp); \
	sd sp, offset+CTX_SP(a0); \
	sd t2, offset+CTX_PC(a0)

/*
 * Has the shared stacks made ready by function(a0 = the coroutine, a1 = where the
 * value stands, a2 = the stack pointer of who is going to wait): a4 = the context to
 * go to, or a negative errno: then it goes to `failed`. Keeps a0, a1, t1, t3.
 */
#define SET_OFF(function, failed) \
	daddiu a2, sp, -WAITING_FRAME; \
	PUSH_FRAME(48); \
	sd a0, 0(sp); \
	sd a1, 8(sp); \
	sd t1, 16(sp); \
	sd t3, 24(sp); \
	CALL(function); \
	move a4, v0; \
	ld a0, 0(sp); \
	ld a1, 8(sp); \
	ld t1, 16(sp); \
	ld t3, 24(sp); \
	POP_FRAME(48); \
	li at, -4096; /* MAX_ERRNO, and one more */ \
	sltu at, at, a4; \
	bnez at, failed; \
	 nop

/* Go on where one of them left off; the result is in v0. */
#define GO_ON \
	ld a1, 0(sp); \
	daddiu sp, sp, 16; \
	.cfi_def_cfa_offset NATIVE_FRAME; \
	POP_CALLEE_SAVED; \
	beqz a1, 22f; \
	 nop; \
	sd a2, 0(a1); \
22:	RETURN
