/*
 * coroutine.h: what resume.S and yield.S share. Both are one call long on their
 * way from one party to the other, so that a function between them and the
 * program does not have its return mispredicted.
 *
 * The names in braces are offsets into a Coroutine (src/coroutine).
 *
 * A party that waits in one of them has, at NATIVE_VALUE of native.h's frame, where to
 * store the value that comes, or null.
 */
#include "native.h"

/* r4 = *r3, or null where r3 is. */
#define LOAD_VALUE \
	lghi %r4, 0; \
	cgije %r3, 0, 21f; \
	lg %r4, 0(%r3); \
21:

/* The context at r2 + offset goes on at `label`. Clobbers r5. */
#define SUSPEND_WITH_VALUE(offset, label) \
	PUSH_CALLEE_SAVED; \
	stg %r3, NATIVE_VALUE(%r15); \
	larl %r5, label; \
	stg %r15, offset + CTX_SP(%r2); \
	stg %r5, offset + CTX_PC(%r2)

/* r5 = the place of the running thread's word; goes to `unknown` where threads
 * may differ in that. Clobbers r1. */
#define LOAD_COROUTINE_WORD(unknown) \
	lgrl %r5, {coroutine_word}; \
	cgije %r5, 0, unknown; \
	LOAD_THREAD_POINTER(%r1); \
	la %r5, 0(%r5, %r1)

/*
 * Has the shared stacks made ready by function(r2 = the coroutine, r3 = where the
 * value stands, r4 = the stack pointer of who is going to wait): r4 = the context to
 * go to; or it is a negative errno, and it goes to `refused`. Keeps r2, r3 and r5.
 */
#define SET_OFF(function, refused) \
	lgr %r4, %r15; \
	PUSH_FRAME(24); \
	stmg %r2, %r3, SAVE_AREA(%r15); \
	stg %r5, SAVE_AREA + 16(%r15); \
	brasl %r14, function; \
	lgr %r4, %r2; \
	lmg %r2, %r3, SAVE_AREA(%r15); \
	lg %r5, SAVE_AREA + 16(%r15); \
	POP_FRAME(24); \
	lghi %r1, -4095; \
	clgrjhe %r4, %r1, refused

/* Go on where one of them left off; the result is in r2. */
#define GO_ON \
	lg %r3, NATIVE_VALUE(%r15); \
	POP_CALLEE_SAVED; \
	cgije %r3, 0, 22f; \
	stg %r4, 0(%r3); \
22:	br %r14
