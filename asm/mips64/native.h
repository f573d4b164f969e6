/*
 * native.h: what the mips64 functions of the native layer share. A suspended
 * context is a stack pointer and a program counter (fastctx_t, src/switch);
 * the code at that program counter restores whatever else it wants to have
 * back. So contexts that were suspended out of line, inline, with FP control or
 * not, and those that have not run yet are all resumed in one way:
 *
 *   a1   the context that is resumed
 *   a2   the value that is passed to it
 *   a3   where the resumer's own call would have returned to: the address that
 *        the return predictor holds. A hint: anything else is right, and slower
 *   sp   its CTX_SP, and then `jr t9` to its CTX_PC
 *
 * A context suspended out of line, at its CTX_SP:
 *
 *         sp + 152 | ra (the return address of fastctx_switch)
 *         sp + 144 | fp
 *         sp + 136 | (alignment)
 *         sp + 128 | gp
 *         sp + 64  | s0 s1 ... s7
 *         sp       | f24 f25 ... f31
 */
#include "frame.h"

#define NATIVE_FRAME 160

#define PUSH_CALLEE_SAVED \
	daddiu sp, sp, -NATIVE_FRAME; \
	.cfi_def_cfa_offset NATIVE_FRAME; \
	sd ra, 152(sp); \
	.cfi_offset 31, -8; \
	sd fp, 144(sp); \
	.cfi_offset 30, -16; \
	sd gp, 128(sp); \
	.cfi_offset 28, -32; \
	sd s7, 120(sp); \
	.cfi_offset 23, -40; \
	sd s6, 112(sp); \
	.cfi_offset 22, -48; \
	sd s5, 104(sp); \
	.cfi_offset 21, -56; \
	sd s4, 96(sp); \
	.cfi_offset 20, -64; \
	sd s3, 88(sp); \
	.cfi_offset 19, -72; \
	sd s2, 80(sp); \
	.cfi_offset 18, -80; \
	sd s1, 72(sp); \
	.cfi_offset 17, -88; \
	sd s0, 64(sp); \
	.cfi_offset 16, -96; \
	sdc1 $f31, 56(sp); \
	.cfi_offset 63, -104; \
	sdc1 $f30, 48(sp); \
	.cfi_offset 62, -112; \
	sdc1 $f29, 40(sp); \
	.cfi_offset 61, -120; \
	sdc1 $f28, 32(sp); \
	.cfi_offset 60, -128; \
	sdc1 $f27, 24(sp); \
	.cfi_offset 59, -136; \
	sdc1 $f26, 16(sp); \
	.cfi_offset 58, -144; \
	sdc1 $f25, 8(sp); \
	.cfi_offset 57, -152; \
	sdc1 $f24, 0(sp); \
	.cfi_offset 56, -160

#define POP_CALLEE_SAVED \
	ld ra, 152(sp); \
	ld fp, 144(sp); \
	ld gp, 128(sp); \
	ld s7, 120(sp); \
	ld s6, 112(sp); \
	ld s5, 104(sp); \
	ld s4, 96(sp); \
	ld s3, 88(sp); \
	ld s2, 80(sp); \
	ld s1, 72(sp); \
	ld s0, 64(sp); \
	ldc1 $f31, 56(sp); \
	ldc1 $f30, 48(sp); \
	ldc1 $f29, 40(sp); \
	ldc1 $f28, 32(sp); \
	ldc1 $f27, 24(sp); \
	ldc1 $f26, 16(sp); \
	ldc1 $f25, 8(sp); \
	ldc1 $f24, 0(sp); \
	daddiu sp, sp, NATIVE_FRAME; \
	.cfi_def_cfa_offset 0; \
	CFI_NATIVE_LIVE

#define CFI_NATIVE_LIVE \
	.cfi_restore 16; \
	.cfi_restore 17; \
	.cfi_restore 18; \
	.cfi_restore 19; \
	.cfi_restore 20; \
	.cfi_restore 21; \
	.cfi_restore 22; \
	.cfi_restore 23; \
	.cfi_restore 28; \
	.cfi_restore 30; \
	.cfi_restore 31; \
	.cfi_restore 56; \
	.cfi_restore 57; \
	.cfi_restore 58; \
	.cfi_restore 59; \
	.cfi_restore 60; \
	.cfi_restore 61; \
	.cfi_restore 62; \
	.cfi_restore 63

/* t0 = the target's stack pointer, t9 = its program counter, a3 the hint. */
#define LOAD_NATIVE_TARGET \
	ld t0, CTX_SP(a1); \
	ld t9, CTX_PC(a1); \
	move a3, ra

/* One more, as frame.h's CFI_RESUMES_AT has it: t9 is a function's first byte or
 * a place within. */
#define CFI_RA_IS_T9 \
	.cfi_escape DW_CFA_val_expression, DW_RA, 2, DW_OP_breg(DW_T9), 1

/*
 * A context that was suspended elsewhere than here: with its stack pointer the
 * caller is the code at t9 with, as far as we know, these registers.
 */
#define RESUME_ELSEWHERE \
	move sp, t0; \
	.cfi_def_cfa 29, 0; \
	CFI_NATIVE_LIVE; \
	CFI_RA_IS_T9; \
	jr t9; \
	 nop

/* By `jr ra` if that was predicted. */
#define RETURN \
	bne ra, a3, 23f; \
	 move t9, ra; \
	jr ra; \
	 nop; \
23:	jr t9; \
	 nop

/* The end of a switch. */
#define RETURN_VALUE \
	move v0, a2; \
	RETURN
