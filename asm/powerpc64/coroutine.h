/*
 * coroutine.h: what resume.S and yield.S share. Both are one call long on their
 * way from one party to the other, and leave by the exit that was predicted: a
 * function between them and the program would have its return mispredicted.
 *
 * The names in braces are offsets into a Coroutine (src/coroutine).
 *
 * A party that waits in one of them has native.h's frame at its CTX_SP, in that
 * where to store the value that comes, or null.
 */
#include "native.h"

/* From the stack pointer of a function down to where a party waits. */
#define WAITING_FRAME NATIVE_FRAME

/* r5 = *r4, or null where r4 is. */
#define LOAD_VALUE \
	li r5, 0; \
	cmpdi r4, 0; \
	beq 21f; \
	ld r5, 0(r4); \
21:

/* The context at r3 + offset goes on at `label`. Leaves the hint in r6. Clobbers r0,
 * r10, r11. */
#define SUSPEND_WITH_VALUE(offset, label) \
	PUSH_CALLEE_SAVED; \
	std r4, NATIVE_EXTRA(r1); \
	LOAD_ADDRESS(r11, label); \
	std r1, offset+CTX_SP(r3); \
	std r11, offset+CTX_PC(r3)

/*
 * Has the shared stacks made ready by function(r3 = the coroutine, r4 = where the
 * value stands, r5 = the stack pointer of who is going to wait): r8 = the context to
 * go to, or a negative errno: then cr0 says "greater or equal". Keeps r3, r4, r7.
 */
#define SET_OFF(function) \
	addi r5, r1, -WAITING_FRAME; \
	PUSH_FRAME(64); \
	std r3, 32(r1); \
	std r4, 40(r1); \
	std r7, 48(r1); \
	CALL(function); \
	mr r8, r3; \
	ld r3, 32(r1); \
	ld r4, 40(r1); \
	ld r7, 48(r1); \
	POP_FRAME(64); \
	li r0, -4095; \
	cmpld r8, r0

/* Go on where one of them left off; the result is in r3. */
#define GO_ON \
	ld r4, NATIVE_EXTRA(r1); \
	POP_CALLEE_SAVED; \
	cmpdi r4, 0; \
	beq 22f; \
	std r5, 0(r4); \
22:	RETURN_TO_R0

/* reg = 0 (FASTCTX_FINISHED) for a coroutine that is dead, else 1 (FASTCTX_YIELDED). */
#define RESULT_OF_STATE(reg) \
	xori reg, reg, DEAD; \
	cntlzw reg, reg; \
	srwi reg, reg, 5; \
	xori reg, reg, 1

/* `state` and the extras behind it as one halfword: all but ON_SHARED_STACK. */
#ifdef __LITTLE_ENDIAN__
#define STATE_AND_OTHER_EXTRAS 0x7fff
#else
#define STATE_AND_OTHER_EXTRAS 0xff7f
#endif
