/*
 * native.h: what the RISC-V functions of the native layer share. A suspended
 * context is a stack pointer and a program counter (fastctx_t, src/switch);
 * the code at that program counter restores whatever else it wants to have
 * back. So contexts that were suspended out of line, inline, with FP control or
 * not, and those that have not run yet are all resumed in one way:
 *
 *   a1   the context that is resumed
 *   a2   the value that is passed to it
 *   a3   where the resumer's own call would have returned to: the address that
 *        the return predictor holds. A hint: anything else is right, and slower
 *   sp   its CTX_SP, and then `jr t2` to its CTX_PC (frame.h, "Jumps")
 *
 * A context suspended out of line, from its CTX_SP up:
 *
 *   sp + NATIVE_FRAME |
 *                     | ra, s0, s1 ... s11, from high to low
 *                     | fs0 ... fs11, from high to low, where a call preserves them
 *   sp                | a word for what only some of these functions keep
 */
#include "frame.h"

/* Where our word of the calling thread is, by its offset from the thread pointer. */
#ifndef FREESTANDING
#define THREAD_WORD(place, offset) add place, tp, offset
#else
#define THREAD_WORD(place, offset) mv place, offset
#endif

/* From the top of the frame down to an FP register, or a general one. */
#define AT_S(n) ((n) + 2) * SZREG
#if HAS_FP_REGISTERS
#define FP_PART ((13 * SZREG + FP_REGISTER_SIZE - 1) / FP_REGISTER_SIZE)
#define AT_FS(n) ((n) + 1 + FP_PART) * FP_REGISTER_SIZE
#if SZREG == 8 && FP_REGISTER_SIZE == 8
#define NATIVE_FRAME 208
#elif SZREG == 4 && FP_REGISTER_SIZE == 4
#define NATIVE_FRAME 112
#else
#define NATIVE_FRAME 160
#endif
#elif SZREG == 8
#define NATIVE_FRAME 112
#else
#define NATIVE_FRAME 64
#endif

#if HAS_FP_REGISTERS
#define NATIVE_FP_REGISTERS(instruction) \
	instruction fs0, NATIVE_FRAME-AT_FS(0)(sp); \
	instruction fs1, NATIVE_FRAME-AT_FS(1)(sp); \
	instruction fs2, NATIVE_FRAME-AT_FS(2)(sp); \
	instruction fs3, NATIVE_FRAME-AT_FS(3)(sp); \
	instruction fs4, NATIVE_FRAME-AT_FS(4)(sp); \
	instruction fs5, NATIVE_FRAME-AT_FS(5)(sp); \
	instruction fs6, NATIVE_FRAME-AT_FS(6)(sp); \
	instruction fs7, NATIVE_FRAME-AT_FS(7)(sp); \
	instruction fs8, NATIVE_FRAME-AT_FS(8)(sp); \
	instruction fs9, NATIVE_FRAME-AT_FS(9)(sp); \
	instruction fs10, NATIVE_FRAME-AT_FS(10)(sp); \
	instruction fs11, NATIVE_FRAME-AT_FS(11)(sp)
#define CFI_NATIVE_FP_SAVED \
	.cfi_offset fs0, -AT_FS(0); \
	.cfi_offset fs1, -AT_FS(1); \
	.cfi_offset fs2, -AT_FS(2); \
	.cfi_offset fs3, -AT_FS(3); \
	.cfi_offset fs4, -AT_FS(4); \
	.cfi_offset fs5, -AT_FS(5); \
	.cfi_offset fs6, -AT_FS(6); \
	.cfi_offset fs7, -AT_FS(7); \
	.cfi_offset fs8, -AT_FS(8); \
	.cfi_offset fs9, -AT_FS(9); \
	.cfi_offset fs10, -AT_FS(10); \
	.cfi_offset fs11, -AT_FS(11)
#define CFI_NATIVE_FP_LIVE \
	.cfi_restore fs0; \
	.cfi_restore fs1; \
	.cfi_restore fs2; \
	.cfi_restore fs3; \
	.cfi_restore fs4; \
	.cfi_restore fs5; \
	.cfi_restore fs6; \
	.cfi_restore fs7; \
	.cfi_restore fs8; \
	.cfi_restore fs9; \
	.cfi_restore fs10; \
	.cfi_restore fs11
#else
#define NATIVE_FP_REGISTERS(instruction)
#define CFI_NATIVE_FP_SAVED
#define CFI_NATIVE_FP_LIVE
#endif

#define NATIVE_REGISTERS(instruction) \
	instruction ra, NATIVE_FRAME-SZREG(sp); \
	instruction s0, NATIVE_FRAME-AT_S(0)(sp); \
	instruction s1, NATIVE_FRAME-AT_S(1)(sp); \
	instruction s2, NATIVE_FRAME-AT_S(2)(sp); \
	instruction s3, NATIVE_FRAME-AT_S(3)(sp); \
	instruction s4, NATIVE_FRAME-AT_S(4)(sp); \
	instruction s5, NATIVE_FRAME-AT_S(5)(sp); \
	instruction s6, NATIVE_FRAME-AT_S(6)(sp); \
	instruction s7, NATIVE_FRAME-AT_S(7)(sp); \
	instruction s8, NATIVE_FRAME-AT_S(8)(sp); \
	instruction s9, NATIVE_FRAME-AT_S(9)(sp); \
	instruction s10, NATIVE_FRAME-AT_S(10)(sp); \
	instruction s11, NATIVE_FRAME-AT_S(11)(sp)

/* Saving does not change the registers, so that they are in the frame as well is
 * told once, behind it. */
#define PUSH_CALLEE_SAVED \
	addi sp, sp, -NATIVE_FRAME; \
	.cfi_def_cfa_offset NATIVE_FRAME; \
	NATIVE_REGISTERS(REG_S); \
	NATIVE_FP_REGISTERS(FREG_S); \
	CFI_RETURN_AT(-SZREG); \
	.cfi_offset s0, -AT_S(0); \
	.cfi_offset s1, -AT_S(1); \
	.cfi_offset s2, -AT_S(2); \
	.cfi_offset s3, -AT_S(3); \
	.cfi_offset s4, -AT_S(4); \
	.cfi_offset s5, -AT_S(5); \
	.cfi_offset s6, -AT_S(6); \
	.cfi_offset s7, -AT_S(7); \
	.cfi_offset s8, -AT_S(8); \
	.cfi_offset s9, -AT_S(9); \
	.cfi_offset s10, -AT_S(10); \
	.cfi_offset s11, -AT_S(11); \
	CFI_NATIVE_FP_SAVED

#define POP_CALLEE_SAVED \
	NATIVE_REGISTERS(REG_L); \
	NATIVE_FP_REGISTERS(FREG_L); \
	addi sp, sp, NATIVE_FRAME; \
	.cfi_def_cfa_offset 0; \
	CFI_NATIVE_LIVE

#define CFI_NATIVE_LIVE \
	CFI_RETURN_LIVE; \
	.cfi_restore s0; \
	.cfi_restore s1; \
	.cfi_restore s2; \
	.cfi_restore s3; \
	.cfi_restore s4; \
	.cfi_restore s5; \
	.cfi_restore s6; \
	.cfi_restore s7; \
	.cfi_restore s8; \
	.cfi_restore s9; \
	.cfi_restore s10; \
	.cfi_restore s11; \
	CFI_NATIVE_FP_LIVE

/* t3 = the target's stack pointer, t2 = its program counter, a3 the hint. */
#define LOAD_NATIVE_TARGET \
	REG_L t2, CTX_PC(a1); \
	REG_L t3, CTX_SP(a1); \
	mv a3, ra

/* Where the context at a0 goes on, and what it is left with. Leaves that in t4. */
#define SUSPEND_AT(label) SUSPEND_CONTEXT_AT(0, label)
#define SUSPEND_CONTEXT_AT(offset, label) \
	lla t4, label; \
	REG_S sp, offset+CTX_SP(a0); \
	REG_S t4, offset+CTX_PC(a0)

/*
 * A context that was suspended elsewhere than here: with its stack pointer the
 * caller is the code at t2 with, as far as we know, these registers.
 */
#define RESUME_ELSEWHERE \
	mv sp, t3; \
	.cfi_def_cfa sp, 0; \
	CFI_NATIVE_LIVE; \
	CFI_RESUMES_AT_T2; \
	jr t2
/* The same where nobody is to come back, and the context is at a1. */
#define LEAVE_FOR_ELSEWHERE \
	REG_L t2, CTX_PC(a1); \
	REG_L t3, CTX_SP(a1); \
	RESUME_ELSEWHERE

/* To our caller: by `ret` if that was predicted. */
#define RETURN_AS_PREDICTED \
	bne ra, a3, 23f; \
	ret; \
23:	mv t2, ra; \
	jr t2
