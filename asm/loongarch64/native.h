/*
 * native.h: what the loongarch64 functions of the native layer share. A suspended
 * context is a stack pointer and a program counter (fastctx_t, src/switch);
 * the code at that program counter restores whatever else it wants to have
 * back. So contexts that were suspended out of line, inline, with FP control or
 * not, and those that have not run yet are all resumed in one way:
 *
 *   a1   the context that is resumed
 *   a2   the value that is passed to it
 *   a3   where the resumer's own call would have returned to: the address that
 *        the return predictor holds. A hint: anything else is right, and slower
 *   sp   its CTX_SP, and then a jump to its CTX_PC
 *
 * A context suspended out of line, at its CTX_SP:
 *
 *         sp + 152 | ra (the return address of fastctx_switch)
 *         sp + 144 | fp
 *         sp + 136 | (alignment)
 *         sp + 64  | s0 s1 ... s8
 *         sp       | fs0 fs1 ... fs7
 */
#include "frame.h"

#define NATIVE_FRAME 160

#define PUSH_CALLEE_SAVED \
	addi.d $sp, $sp, -NATIVE_FRAME; \
	.cfi_def_cfa_offset NATIVE_FRAME; \
	st.d $ra, $sp, 152; \
	.cfi_offset 1, -8; \
	st.d $fp, $sp, 144; \
	.cfi_offset 22, -16; \
	st.d $s8, $sp, 128; \
	.cfi_offset 31, -32; \
	st.d $s7, $sp, 120; \
	.cfi_offset 30, -40; \
	st.d $s6, $sp, 112; \
	.cfi_offset 29, -48; \
	st.d $s5, $sp, 104; \
	.cfi_offset 28, -56; \
	st.d $s4, $sp, 96; \
	.cfi_offset 27, -64; \
	st.d $s3, $sp, 88; \
	.cfi_offset 26, -72; \
	st.d $s2, $sp, 80; \
	.cfi_offset 25, -80; \
	st.d $s1, $sp, 72; \
	.cfi_offset 24, -88; \
	st.d $s0, $sp, 64; \
	.cfi_offset 23, -96; \
	fst.d $fs7, $sp, 56; \
	.cfi_offset 63, -104; \
	fst.d $fs6, $sp, 48; \
	.cfi_offset 62, -112; \
	fst.d $fs5, $sp, 40; \
	.cfi_offset 61, -120; \
	fst.d $fs4, $sp, 32; \
	.cfi_offset 60, -128; \
	fst.d $fs3, $sp, 24; \
	.cfi_offset 59, -136; \
	fst.d $fs2, $sp, 16; \
	.cfi_offset 58, -144; \
	fst.d $fs1, $sp, 8; \
	.cfi_offset 57, -152; \
	fst.d $fs0, $sp, 0; \
	.cfi_offset 56, -160

#define POP_CALLEE_SAVED \
	ld.d $ra, $sp, 152; \
	ld.d $fp, $sp, 144; \
	ld.d $s8, $sp, 128; \
	ld.d $s7, $sp, 120; \
	ld.d $s6, $sp, 112; \
	ld.d $s5, $sp, 104; \
	ld.d $s4, $sp, 96; \
	ld.d $s3, $sp, 88; \
	ld.d $s2, $sp, 80; \
	ld.d $s1, $sp, 72; \
	ld.d $s0, $sp, 64; \
	fld.d $fs7, $sp, 56; \
	fld.d $fs6, $sp, 48; \
	fld.d $fs5, $sp, 40; \
	fld.d $fs4, $sp, 32; \
	fld.d $fs3, $sp, 24; \
	fld.d $fs2, $sp, 16; \
	fld.d $fs1, $sp, 8; \
	fld.d $fs0, $sp, 0; \
	addi.d $sp, $sp, NATIVE_FRAME; \
	.cfi_def_cfa_offset 0; \
	CFI_NATIVE_LIVE

#define CFI_NATIVE_LIVE \
	.cfi_restore 1; \
	.cfi_restore 22; \
	.cfi_restore 23; \
	.cfi_restore 24; \
	.cfi_restore 25; \
	.cfi_restore 26; \
	.cfi_restore 27; \
	.cfi_restore 28; \
	.cfi_restore 29; \
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

/* t0 = the target's stack pointer, t1 = its program counter, a3 the hint. */
#define LOAD_NATIVE_TARGET \
	ld.d $t0, $a1, CTX_SP; \
	ld.d $t1, $a1, CTX_PC; \
	move $a3, $ra

/* Where the context at a0 goes on, and what it is left with. Clobbers t3. */
#define SUSPEND_AT(label) \
	la.pcrel $t3, label; \
	st.d $sp, $a0, CTX_SP; \
	st.d $t3, $a0, CTX_PC

/* One more, as frame.h's CFI_RESUMES_AT has it: t1 is a function's first byte or
 * a place within. */
#define CFI_RA_IS_T1 \
	.cfi_escape DW_CFA_val_expression, DW_RA, 2, DW_OP_breg(DW_T1), 1

/*
 * A context that was suspended elsewhere than here: with its stack pointer the
 * caller is the code at t1 with, as far as we know, these registers.
 */
#define RESUME_ELSEWHERE \
	move $sp, $t0; \
	.cfi_def_cfa 3, 0; \
	CFI_NATIVE_LIVE; \
	CFI_RA_IS_T1; \
	jr $t1

/* By `ret` if that was predicted. */
#define RETURN \
	bne $ra, $a3, 23f; \
	ret; \
23:	move $t3, $ra; \
	jr $t3

/* The end of a switch. */
#define RETURN_VALUE \
	move $a0, $a2; \
	RETURN
