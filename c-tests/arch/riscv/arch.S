/*
 * arch.S: calls a function with every callee-saved register and frm set to
 * a value of the test's, and reports what it finds afterwards. The order of
 * the words, of 64 bits each, is that of REGISTERS in arch.h.
 */
#include "../../../asm/riscv/layout.h"

#if __riscv_xlen == 64
#define SZREG 8
#define REG_S sd
#define REG_L ld
#else
#define SZREG 4
#define REG_S sw
#define REG_L lw
#endif

#if FP_REGISTER_SIZE == 8
#define FREG_S fsd
#define FREG_L fld
#else
#define FREG_S fsw
#define FREG_L flw
#endif

/* All general ones, in words of 8 bytes from `at`(base). */
#define GENERAL(instruction, base, at) \
	instruction s0, at+0(base); instruction s1, at+8(base); \
	instruction s2, at+16(base); instruction s3, at+24(base); \
	instruction s4, at+32(base); instruction s5, at+40(base); \
	instruction s6, at+48(base); instruction s7, at+56(base); \
	instruction s8, at+64(base); instruction s9, at+72(base); \
	instruction s10, at+80(base); instruction s11, at+88(base)
#if HAS_FP_REGISTERS
#define FP(instruction, base, at) \
	instruction fs0, at+0(base); instruction fs1, at+8(base); \
	instruction fs2, at+16(base); instruction fs3, at+24(base); \
	instruction fs4, at+32(base); instruction fs5, at+40(base); \
	instruction fs6, at+48(base); instruction fs7, at+56(base); \
	instruction fs8, at+64(base); instruction fs9, at+72(base); \
	instruction fs10, at+80(base); instruction fs11, at+88(base)
#define AT_FRM 192
#else
#define FP(instruction, base, at)
#define AT_FRM 96
#endif
#if HAS_FP_CONTROL
#define WORDS (AT_FRM / 8 + 1)
#define SAVE_FCSR(base, at) frcsr t0; REG_S t0, at(base)
#define LOAD_FCSR(base, at) REG_L t0, at(base); fscsr t0
#define SET_FRM(from) REG_L t0, AT_FRM(from); srli t0, t0, 5; fsrm t0
#define GET_FRM(to) frrm t0; slli t0, t0, 5; REG_S t0, AT_FRM(to)
#else
#define WORDS (AT_FRM / 8)
#define SAVE_FCSR(base, at)
#define LOAD_FCSR(base, at)
#define SET_FRM(from)
#define GET_FRM(to)
#endif

#define FRAME 272
#define KEPT(n) 32 + 8 * (n)
#define PROLOGUE \
	addi	sp, sp, -FRAME; \
	.cfi_def_cfa_offset FRAME; \
	REG_S	ra, FRAME-8(sp); \
	.cfi_offset ra, -8; \
	GENERAL(REG_S, sp, KEPT(0)); \
	FP(FREG_S, sp, KEPT(12)); \
	SAVE_FCSR(sp, KEPT(24)); \
	.cfi_offset s0, KEPT(0) - FRAME; .cfi_offset s1, KEPT(1) - FRAME; \
	.cfi_offset s2, KEPT(2) - FRAME; .cfi_offset s3, KEPT(3) - FRAME; \
	.cfi_offset s4, KEPT(4) - FRAME; .cfi_offset s5, KEPT(5) - FRAME; \
	.cfi_offset s6, KEPT(6) - FRAME; .cfi_offset s7, KEPT(7) - FRAME; \
	.cfi_offset s8, KEPT(8) - FRAME; .cfi_offset s9, KEPT(9) - FRAME; \
	.cfi_offset s10, KEPT(10) - FRAME; .cfi_offset s11, KEPT(11) - FRAME; \
	REG_S	a4, 0(sp)
#define LOAD(from) \
	SET_FRM(from); \
	GENERAL(REG_L, from, 0); \
	FP(FREG_L, from, 96)
#define STORE(to) \
	GENERAL(REG_S, to, 0); \
	FP(FREG_S, to, 96); \
	GET_FRM(to)
#define EPILOGUE \
	GENERAL(REG_L, sp, KEPT(0)); \
	FP(FREG_L, sp, KEPT(12)); \
	LOAD_FCSR(sp, KEPT(24)); \
	REG_L	ra, FRAME-8(sp); \
	addi	sp, sp, FRAME; \
	ret

	.text
/* long call_with_registers(fn, a, b, const uint64_t *want, uint64_t *got): fn(a, b, 0) */
	.globl	call_with_registers
	.type	call_with_registers, %function
call_with_registers:
	.cfi_startproc
	PROLOGUE
	mv	t1, a0
	mv	a0, a1
	mv	a1, a2
	li	a2, 0
	LOAD(a3)
	jalr	t1
	REG_L	a4, 0(sp)
	STORE(a4)
#if __riscv_xlen == 64
	sext.w	a0, a0
#endif
	EPILOGUE
	.cfi_endproc
	.size	call_with_registers, .-call_with_registers

/*
 * void return_twice(get, set, ucp, const uint64_t want[2][N], uint64_t *got): get(ucp)
 * with want[0] in the registers, then set(ucp) with want[1], and reports what
 * is there when get returns again. got[N] must be 0 before.
 */
	.globl	return_twice
	.type	return_twice, %function
return_twice:
	.cfi_startproc
	PROLOGUE
	REG_S	a1, SZREG(sp)
	REG_S	a2, 2*SZREG(sp)
	REG_S	a3, 3*SZREG(sp)
	mv	t1, a0
	mv	a0, a2
	LOAD(a3)
	jalr	t1
	REG_L	a4, 0(sp)
	REG_L	t0, 8*WORDS(a4)
	bnez	t0, 1f
	li	t0, 1
	REG_S	t0, 8*WORDS(a4)
	REG_L	t1, SZREG(sp)
	REG_L	a0, 2*SZREG(sp)
	REG_L	a3, 3*SZREG(sp)
	addi	a3, a3, 8*WORDS
	LOAD(a3)
	jalr	t1
	ebreak
1:	STORE(a4)
	EPILOGUE
	.cfi_endproc
	.size	return_twice, .-return_twice

#ifdef __linux__
#define X(instruction, n) instruction x##n, 8*n(a0)
#define F(instruction, n) instruction f##n, 256+8*n(a0)
#define ALL_F(instruction) \
	F(instruction, 0); F(instruction, 1); F(instruction, 2); F(instruction, 3); \
	F(instruction, 4); F(instruction, 5); F(instruction, 6); F(instruction, 7); \
	F(instruction, 8); F(instruction, 9); F(instruction, 10); F(instruction, 11); \
	F(instruction, 12); F(instruction, 13); F(instruction, 14); F(instruction, 15); \
	F(instruction, 16); F(instruction, 17); F(instruction, 18); F(instruction, 19); \
	F(instruction, 20); F(instruction, 21); F(instruction, 22); F(instruction, 23); \
	F(instruction, 24); F(instruction, 25); F(instruction, 26); F(instruction, 27); \
	F(instruction, 28); F(instruction, 29); F(instruction, 30); F(instruction, 31)
/* All but sp, gp, tp and a0 (x10), and t0 (x5), which is free before and after. */
#define MOST_X(instruction) \
	X(instruction, 1); X(instruction, 6); X(instruction, 7); X(instruction, 8); \
	X(instruction, 9); X(instruction, 11); X(instruction, 12); X(instruction, 13); \
	X(instruction, 14); X(instruction, 15); X(instruction, 16); X(instruction, 17); \
	X(instruction, 18); X(instruction, 19); X(instruction, 20); X(instruction, 21); \
	X(instruction, 22); X(instruction, 23); X(instruction, 24); X(instruction, 25); \
	X(instruction, 26); X(instruction, 27); X(instruction, 28); X(instruction, 29); \
	X(instruction, 30); X(instruction, 31)

/*
 * void interrupt_with_state(const struct whole_state *want, struct whole_state
 * *got, int variant): loads the state, traps, and stores what it finds then.
 */
	.globl	interrupt_with_state
	.type	interrupt_with_state, %function
interrupt_with_state:
	.cfi_startproc
	mv	a4, a1
	PROLOGUE
	ld	t0, 512(a0)
	fscsr	t0
	ALL_F(fld)
	MOST_X(ld)
	X(ld, 5)
	X(ld, 10)
	.option push
	.option norvc
	ebreak
	.option pop
	sd	a0, 8(sp)
	ld	a0, 0(sp)
	X(sd, 5)
	MOST_X(sd)
	ld	t0, 8(sp)
	sd	t0, 80(a0)
	ALL_F(fsd)
	frcsr	t0
	sd	t0, 512(a0)
	EPILOGUE
	.cfi_endproc
	.size	interrupt_with_state, .-interrupt_with_state
#endif

/*
 * entry_probe: notes the stack pointer that a function finds at its first
 * instruction, and goes on at *entry_then with the arguments as they came.
 */
	.globl	entry_probe
	.type	entry_probe, %function
entry_probe:
	.cfi_startproc
	lla	t1, entry_stack_pointer
	REG_S	sp, 0(t1)
	REG_L	t1, SZREG(t1)
	jr	t1
	.cfi_endproc
	.size	entry_probe, .-entry_probe
	.bss
	.balign 8
	.globl	entry_stack_pointer, entry_then
entry_stack_pointer:
	.zero SZREG
entry_then:
	.zero SZREG
	.text

/*
 * overwriting_context: where a context of the native layer goes on that leaves
 * every register as it finds it, but those that a switch passes things in (a0,
 * a1, a2) and those that it is told to overwrite. The value is a struct
 * overwriting: what to jump to, the context to go back to, and the value for it.
 * It stays suspended where it is, so nothing is stored.
 *
 * overwrite_NAME: other values there, then back; a1 and a2 as they were.
 */
	.globl	overwriting_context
	.type	overwriting_context, %function
overwriting_context:
	REG_L	a0, 0(a2)
	jr	a0
	.size	overwriting_context, .-overwriting_context
#define OVERWRITE(name, ...) \
	.globl overwrite_##name; \
	.type overwrite_##name, %function; \
overwrite_##name: \
	__VA_ARGS__; \
	REG_L a1, SZREG(a2); \
	REG_L a2, 2*SZREG(a2); \
	REG_L a0, CTX_SP(a1); \
	mv sp, a0; \
	REG_L a0, CTX_PC(a1); \
	jr a0; \
	.size overwrite_##name, .-overwrite_##name
#define OVERWRITE_X(name) OVERWRITE(name, li name, -0x35)

OVERWRITE_X(ra)
OVERWRITE_X(t0)
OVERWRITE_X(t1)
OVERWRITE_X(t2)
OVERWRITE_X(s0)
OVERWRITE_X(s1)
OVERWRITE_X(a3)
OVERWRITE_X(a4)
OVERWRITE_X(a5)
OVERWRITE_X(a6)
OVERWRITE_X(a7)
OVERWRITE_X(s2)
OVERWRITE_X(s3)
OVERWRITE_X(s4)
OVERWRITE_X(s5)
OVERWRITE_X(s6)
OVERWRITE_X(s7)
OVERWRITE_X(s8)
OVERWRITE_X(s9)
OVERWRITE_X(s10)
OVERWRITE_X(s11)
OVERWRITE_X(t3)
OVERWRITE_X(t4)
OVERWRITE_X(t5)
OVERWRITE_X(t6)

#ifdef __riscv_flen
#if __riscv_flen == 64
#define OVERWRITE_F(name) OVERWRITE(name, li a0, -0x35; fcvt.d.w name, a0)
#else
#define OVERWRITE_F(name) OVERWRITE(name, li a0, -0x35; fcvt.s.w name, a0)
#endif
OVERWRITE_F(ft0)
OVERWRITE_F(ft1)
OVERWRITE_F(ft2)
OVERWRITE_F(ft3)
OVERWRITE_F(ft4)
OVERWRITE_F(ft5)
OVERWRITE_F(ft6)
OVERWRITE_F(ft7)
OVERWRITE_F(fs0)
OVERWRITE_F(fs1)
OVERWRITE_F(fa0)
OVERWRITE_F(fa1)
OVERWRITE_F(fa2)
OVERWRITE_F(fa3)
OVERWRITE_F(fa4)
OVERWRITE_F(fa5)
OVERWRITE_F(fa6)
OVERWRITE_F(fa7)
OVERWRITE_F(fs2)
OVERWRITE_F(fs3)
OVERWRITE_F(fs4)
OVERWRITE_F(fs5)
OVERWRITE_F(fs6)
OVERWRITE_F(fs7)
OVERWRITE_F(fs8)
OVERWRITE_F(fs9)
OVERWRITE_F(fs10)
OVERWRITE_F(fs11)
OVERWRITE_F(ft8)
OVERWRITE_F(ft9)
OVERWRITE_F(ft10)
OVERWRITE_F(ft11)
#endif

/* All that there is of vectors, by four instructions of eight registers each, as
 * numbers, for assemblers of any age: vsetvli a0, zero, e8, m8; vmv.v.i v0, -1 ... */
#ifdef __riscv_v
OVERWRITE(vectors, .4byte 0x00307557; .4byte 0x5e0fb057; .4byte 0x5e0fb457; .4byte 0x5e0fb857; .4byte 0x5e0fbc57)
OVERWRITE(vl_and_vtype, .4byte 0xcc00f057)	/* vsetivli zero, 1, e8, mf..., */
#endif

	.section .note.GNU-stack,"",%progbits
