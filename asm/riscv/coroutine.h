/*
 * coroutine.h: what resume.S and yield.S share. Both are one call long on their
 * way from one party to the other, and leave by the exit that was predicted: a
 * function between them and the program would have its return mispredicted.
 *
 * The names in braces are offsets into a Coroutine (src/coroutine).
 *
 * A party that waits in one of them has in the word at its CTX_SP where to store
 * the value that comes, or null.
 */
#include "native.h"

/* From the stack pointer of a function down to where a party waits. */
#define WAITING_FRAME NATIVE_FRAME

/* a2 = *a1, or null where a1 is. */
#define LOAD_VALUE \
	li a2, 0; \
	beqz a1, 21f; \
	REG_L a2, 0(a1); \
21:

/* The context at a0 + offset goes on at `label`. Leaves that in t4. */
#define SUSPEND_WITH_VALUE(offset, label) \
	PUSH_CALLEE_SAVED; \
	REG_S a1, 0(sp); \
	SUSPEND_CONTEXT_AT(offset, label)

/*
 * Has the shared stacks made ready by function(a0 = the coroutine, a1 = where the
 * value stands, a2 = the stack pointer of who is going to wait): a4 = the context to
 * go to, or a negative errno: then goes to `failed`. Keeps a0, a1, a5.
 */
#define SET_OFF(function, failed) \
	addi a2, sp, -WAITING_FRAME; \
	PUSH_FRAME(8*SZREG); \
	REG_S a0, 0(sp); \
	REG_S a1, SZREG(sp); \
	REG_S a5, 2*SZREG(sp); \
	call function; \
	mv a4, a0; \
	REG_L a0, 0(sp); \
	REG_L a1, SZREG(sp); \
	REG_L a5, 2*SZREG(sp); \
	POP_FRAME(8*SZREG); \
	li t1, -4095; \
	bgeu a4, t1, failed

/* Go on where one of them left off; the result is in a0. */
#define GO_ON \
	REG_L a1, 0(sp); \
	POP_CALLEE_SAVED; \
	beqz a1, 22f; \
	REG_S a2, 0(a1); \
22:	RETURN_AS_PREDICTED
