/*
 * native.h: what the aarch64 functions of the native layer share. A suspended
 * context is a stack pointer and a program counter (fastctx_t, src/switch);
 * the code at that program counter restores whatever else it wants to have
 * back. So contexts that were suspended out of line, inline, with FP control or
 * not, and those that have not run yet are all resumed in one way:
 *
 *   x1   the context that is resumed
 *   x2   the value that is passed to it
 *   x3   where the resumer's own call would have returned to: a hint for
 *        architectures that choose their exit by it. Anything is right
 *   sp   its CTX_SP, and then `br x17` to its CTX_PC, which is a landing pad
 *
 * A context suspended out of line, at its CTX_SP:
 *
 *         sp + 96  | d8 d9 ... d15
 *         sp + 16  | x19 x20 ... x28
 *         sp       | x29, x30 (the return address of fastctx_switch, signed)
 */
#include "frame.h"

#define NATIVE_FRAME 160
#define BTI_J hint #36

#define PUSH_CALLEE_SAVED \
	PACIASP; \
	.cfi_negate_ra_state; \
	stp x29, x30, [sp, #-NATIVE_FRAME]!; \
	.cfi_def_cfa_offset NATIVE_FRAME; \
	.cfi_offset x29, -NATIVE_FRAME; \
	.cfi_offset x30, -NATIVE_FRAME + 8; \
	stp x19, x20, [sp, #16]; \
	.cfi_offset x19, -NATIVE_FRAME + 16; \
	.cfi_offset x20, -NATIVE_FRAME + 24; \
	stp x21, x22, [sp, #32]; \
	.cfi_offset x21, -NATIVE_FRAME + 32; \
	.cfi_offset x22, -NATIVE_FRAME + 40; \
	stp x23, x24, [sp, #48]; \
	.cfi_offset x23, -NATIVE_FRAME + 48; \
	.cfi_offset x24, -NATIVE_FRAME + 56; \
	stp x25, x26, [sp, #64]; \
	.cfi_offset x25, -NATIVE_FRAME + 64; \
	.cfi_offset x26, -NATIVE_FRAME + 72; \
	stp x27, x28, [sp, #80]; \
	.cfi_offset x27, -NATIVE_FRAME + 80; \
	.cfi_offset x28, -NATIVE_FRAME + 88; \
	stp d8, d9, [sp, #96]; \
	.cfi_offset d8, -NATIVE_FRAME + 96; \
	.cfi_offset d9, -NATIVE_FRAME + 104; \
	stp d10, d11, [sp, #112]; \
	.cfi_offset d10, -NATIVE_FRAME + 112; \
	.cfi_offset d11, -NATIVE_FRAME + 120; \
	stp d12, d13, [sp, #128]; \
	.cfi_offset d12, -NATIVE_FRAME + 128; \
	.cfi_offset d13, -NATIVE_FRAME + 136; \
	stp d14, d15, [sp, #144]; \
	.cfi_offset d14, -NATIVE_FRAME + 144; \
	.cfi_offset d15, -NATIVE_FRAME + 152

#define POP_CALLEE_SAVED \
	ldp x19, x20, [sp, #16]; \
	ldp x21, x22, [sp, #32]; \
	ldp x23, x24, [sp, #48]; \
	ldp x25, x26, [sp, #64]; \
	ldp x27, x28, [sp, #80]; \
	ldp d8, d9, [sp, #96]; \
	ldp d10, d11, [sp, #112]; \
	ldp d12, d13, [sp, #128]; \
	ldp d14, d15, [sp, #144]; \
	ldp x29, x30, [sp], #NATIVE_FRAME; \
	.cfi_def_cfa_offset 0; \
	CFI_NATIVE_LIVE; \
	AUTIASP; \
	.cfi_negate_ra_state

#define CFI_NATIVE_LIVE \
	.cfi_restore x19; \
	.cfi_restore x20; \
	.cfi_restore x21; \
	.cfi_restore x22; \
	.cfi_restore x23; \
	.cfi_restore x24; \
	.cfi_restore x25; \
	.cfi_restore x26; \
	.cfi_restore x27; \
	.cfi_restore x28; \
	.cfi_restore x29; \
	.cfi_restore x30; \
	.cfi_restore d8; \
	.cfi_restore d9; \
	.cfi_restore d10; \
	.cfi_restore d11; \
	.cfi_restore d12; \
	.cfi_restore d13; \
	.cfi_restore d14; \
	.cfi_restore d15

/* x9 = the target's stack pointer, x17 = its program counter, x3 the hint. */
#define LOAD_NATIVE_TARGET \
	ldp x9, x17, [x1, #CTX_SP]; \
	mov x3, x30

/* Where the context at x0 goes on, and what it is left with. Clobbers x10, x11. */
#define SUSPEND_AT(label) \
	mov x10, sp; \
	adr x11, label; \
	stp x10, x11, [x0, #CTX_SP]

/* The same as frame.h's CFI_RESUMES_AT_X10, for an address in x17 that is not
 * signed, whatever x30 was, and is a function's first byte or a place within. */
#define CFI_RESUMES_AT_X17 \
	.cfi_escape DW_CFA_val_expression, DW_X(30), 2, DW_OP_breg(DW_X(17)), 1

/*
 * A context that was suspended elsewhere than here: with its stack pointer the
 * caller is the code at x17 with, as far as we know, these registers.
 */
#define RESUME_ELSEWHERE \
	mov sp, x9; \
	.cfi_negate_ra_state; \
	LEAVE_FOR_ELSEWHERE
#define LEAVE_FOR_ELSEWHERE \
	.cfi_def_cfa sp, 0; \
	CFI_NATIVE_LIVE; \
	CFI_RESUMES_AT_X17; \
	br x17

/* The end of a switch. */
#define RETURN_VALUE \
	mov x0, x2; \
	ret
