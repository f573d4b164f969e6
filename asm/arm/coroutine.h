/*
 * coroutine.h: what resume.S and yield.S share. Both are one call long on their
 * way from one party to the other, so that a function between them and the
 * program does not have its return mispredicted.
 *
 * The names in braces are offsets into a Coroutine (src/coroutine).
 *
 * A party that waits in one of them has native.h's frame at its CTX_SP, with, where
 * FPSCR would be, the place to store the value that comes, or null.
 */
#include "native.h"

/* From the stack pointer of a function down to where a party waits. */
#define WAITING_FRAME NATIVE_FRAME

/* r2 = *r1, or null where r1 is. */
#define LOAD_VALUE \
	movs r2, r1; \
	it ne; \
	ldrne r2, [r1]

/*
 * Has the shared stacks made ready by function(r0 = the coroutine, r1 = where the
 * value stands, r2 = the stack pointer of who is going to wait): r12 = the context
 * to go to, or a negative errno: then the flags say "higher or same". Keeps r0-r2.
 */
#define SET_OFF(function) \
	push REGISTERS(r0-r2, lr); \
	.cfi_def_cfa_offset 16; \
	.cfi_offset lr, -4; \
	sub r2, sp, #WAITING_FRAME - 16; \
	bl function; \
	mov r12, r0; \
	pop REGISTERS(r0-r2, lr); \
	.cfi_def_cfa_offset 0; \
	.cfi_restore lr; \
	cmn r12, #4096

/* Go on where one of them left off; the result is in r0. */
#define GO_ON \
	POP_VFP(r3); \
	pop REGISTERS(r1, r4-r11, lr); \
	.cfi_def_cfa_offset 0; \
	CFI_NATIVE_LIVE; \
	cmp r1, #0; \
	it ne; \
	strne r2, [r1]; \
	bx lr
