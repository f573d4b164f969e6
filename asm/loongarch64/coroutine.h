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

/* a2 = *a1, or null where a1 is. */
#define LOAD_VALUE \
	move $a2, $zero; \
	beqz $a1, 21f; \
	ld.d $a2, $a1, 0; \
21:

/* The context at a0 + offset goes on at `label`. Clobbers t3. */
#define SUSPEND_WITH_VALUE(offset, label) \
	PUSH_CALLEE_SAVED; \
	addi.d $sp, $sp, -16; \
	.cfi_def_cfa_offset NATIVE_FRAME + 16; \
	st.d $a1, $sp, 0; \
	la.pcrel $t3, label; \
	st.d $sp, $a0, offset+CTX_SP; \
	st.d $t3, $a0, offset+CTX_PC

/*
 * Has the shared stacks made ready by function(a0 = the coroutine, a1 = where the
 * value stands, a2 = the stack pointer of who is going to wait): a4 = the context to
 * go to, or a negative errno: then it goes to `failed`. Keeps a0, a1, t5.
 */
#define SET_OFF(function, failed) \
	addi.d $a2, $sp, -WAITING_FRAME; \
	PUSH_FRAME(48); \
	st.d $a0, $sp, 0; \
	st.d $a1, $sp, 8; \
	st.d $t5, $sp, 16; \
	bl function; \
	move $a4, $a0; \
	ld.d $a0, $sp, 0; \
	ld.d $a1, $sp, 8; \
	ld.d $t5, $sp, 16; \
	POP_FRAME(48); \
	li.w $t3, -4096; /* MAX_ERRNO, and one more */ \
	bltu $t3, $a4, failed

/* Go on where one of them left off; the result is in a0. */
#define GO_ON \
	ld.d $a1, $sp, 0; \
	addi.d $sp, $sp, 16; \
	.cfi_def_cfa_offset NATIVE_FRAME; \
	POP_CALLEE_SAVED; \
	beqz $a1, 22f; \
	st.d $a2, $a1, 0; \
22:	RETURN
