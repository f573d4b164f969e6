/*
 * native.h: what the s390x functions of the native layer share. A suspended
 * context is a stack pointer and a program counter (fastctx_t, src/switch);
 * the code at that program counter restores whatever else it wants to have
 * back. So contexts that were suspended out of line, inline, with FP control or
 * not, and those that have not run yet are all resumed in one way:
 *
 *   r3   the context that is resumed
 *   r4   the value that is passed to it
 *   r5   where the resumer's own call would have returned to: a hint for
 *        architectures that choose their exit by it. Anything is right
 *   r15  its CTX_SP, and then `br` to its CTX_PC
 *
 * A context suspended out of line, at its CTX_SP: all is in the register save area
 * that fastctx_switch was called with, so its stack pointer is the caller's.
 *
 *        +128  f12 f13 f14 f15
 *        +120  a coroutine's: where to store the value that comes
 *        +48   r6 r7 ... r14 (the return address of fastctx_switch)
 *        +16   f8 f9 f10 f11
 *        +8    with FP control: FPC
 *   r15  +0    the caller's: the chain of frames
 */
#include "frame.h"

#define NATIVE_FPC 8
#define NATIVE_VALUE 120

#define PUSH_CALLEE_SAVED \
	stmg %r6, %r14, 48(%r15); \
	.cfi_offset %r6, -112; \
	.cfi_offset %r7, -104; \
	.cfi_offset %r8, -96; \
	.cfi_offset %r9, -88; \
	.cfi_offset %r10, -80; \
	.cfi_offset %r11, -72; \
	.cfi_offset %r12, -64; \
	.cfi_offset %r13, -56; \
	.cfi_offset %r14, -48; \
	std %f8, 16(%r15); \
	.cfi_offset %f8, -144; \
	std %f9, 24(%r15); \
	.cfi_offset %f9, -136; \
	std %f10, 32(%r15); \
	.cfi_offset %f10, -128; \
	std %f11, 40(%r15); \
	.cfi_offset %f11, -120; \
	std %f12, 128(%r15); \
	.cfi_offset %f12, -32; \
	std %f13, 136(%r15); \
	.cfi_offset %f13, -24; \
	std %f14, 144(%r15); \
	.cfi_offset %f14, -16; \
	std %f15, 152(%r15); \
	.cfi_offset %f15, -8

#define POP_CALLEE_SAVED \
	ld %f8, 16(%r15); \
	ld %f9, 24(%r15); \
	ld %f10, 32(%r15); \
	ld %f11, 40(%r15); \
	ld %f12, 128(%r15); \
	ld %f13, 136(%r15); \
	ld %f14, 144(%r15); \
	ld %f15, 152(%r15); \
	lmg %r6, %r14, 48(%r15); \
	CFI_NATIVE_LIVE

#define CFI_NATIVE_LIVE \
	.cfi_restore %r6; \
	.cfi_restore %r7; \
	.cfi_restore %r8; \
	.cfi_restore %r9; \
	.cfi_restore %r10; \
	.cfi_restore %r11; \
	.cfi_restore %r12; \
	.cfi_restore %r13; \
	.cfi_restore %r14; \
	.cfi_restore %f8; \
	.cfi_restore %f9; \
	.cfi_restore %f10; \
	.cfi_restore %f11; \
	.cfi_restore %f12; \
	.cfi_restore %f13; \
	.cfi_restore %f14; \
	.cfi_restore %f15

/* r0 = the target's stack pointer, r1 = its program counter. */
#define LOAD_NATIVE_TARGET LOAD_NATIVE_TARGET_AT(CTX_SP, %r3)
#define LOAD_NATIVE_TARGET_AT(offset, base) \
	lg %r0, offset + CTX_SP(base); \
	lg %r1, offset + CTX_PC(base)

/* Where the context at r2 goes on, and what it is left with. r5 = that place. */
#define SUSPEND_AT(label) \
	larl %r5, label; \
	stg %r15, CTX_SP(%r2); \
	stg %r5, CTX_PC(%r2)

/*
 * A context that was suspended elsewhere than here: with its stack pointer the
 * caller is the code at r1 with, as far as we know, these registers.
 */
#define RESUME_ELSEWHERE \
	lgr %r15, %r0; \
	LEAVE_FOR_ELSEWHERE
#define LEAVE_FOR_ELSEWHERE \
	.cfi_def_cfa %r15, SAVE_AREA; \
	CFI_NATIVE_LIVE; \
	CFI_RESUMES_AT(DW_R(1)); \
	br %r1

/* The caller's stack pointer is SAVE_AREA below the frame's address, where it is not
 * in memory; the offset is in units of -8. */
#define CFI_STACK_POINTER_IN_CFA \
	.cfi_escape DW_CFA_val_offset, DW_R(15), SAVE_AREA / 8

/* The first frame of a context, on its empty stack: a register save area for the
 * functions that it calls, and the end of the chains of frames. */
#define BEGIN_STACK \
	aghi %r15, -SAVE_AREA; \
	mvghi 0(%r15), 0; \
	lghi %r11, 0

/* The end of a switch. */
#define RETURN_VALUE \
	lgr %r2, %r4; \
	br %r14
