/*
 * arch.S: calls a function with every callee-saved register and FPSCR set to
 * a value of the test's, and reports what it finds afterwards. The order of
 * the words, of 64 bits each, is that of REGISTERS in arch.h.
 *
 * A32 or T32, as the compiler is told. With the soft-float ABI the VFP is left
 * alone where there is none, and what is reported of it is what is wanted.
 */
#include "../../../asm/arm/layout.h"

	.syntax	unified
#ifdef __thumb__
	.thumb				/* which gcc does not tell the assembler */
#endif
#ifdef __ARM_PCS_VFP
	.fpu	neon			/* d16-d31, where there are some */
#else
	.fpu	vfpv3
#endif

#define WORDS 17
#define WORDS_OF_VFP 9
#define AT_HWCAP 16
#define HWCAP_VFP 0x40

/*
 * The frame, from low to high: what is kept over the call, and the caller's
 * registers. Its stack pointer is a multiple of 8.
 */
#define AT_FPSCR 0
#define AT_HAS_VFP 4
#define AT_FUNCTION 8
#define AT_A 12
#define AT_B 16
#define AT_WANT 20
#define AT_GOT 24
#define LOCALS 32
#define FRAME (LOCALS + 64 + 40)
#define FIRST_STACK_ARGUMENT FRAME

/* Nobody unwinds on bare metal, and the unwinder would be linked. */
#ifndef FREESTANDING
#define UNWIND_BEGIN .fnstart
#define UNWIND_FRAME .save {r4-r11, lr}; .pad #FRAME - 36
#define UNWIND_END .fnend
#else
#define UNWIND_BEGIN
#define UNWIND_FRAME
#define UNWIND_END
#endif

#define PROLOGUE \
	UNWIND_BEGIN; \
	.cfi_startproc; \
	push	{r3-r11, lr}; \
	.cfi_def_cfa_offset 40; \
	.cfi_offset r4, -36; \
	.cfi_offset r5, -32; \
	.cfi_offset r6, -28; \
	.cfi_offset r7, -24; \
	.cfi_offset r8, -20; \
	.cfi_offset r9, -16; \
	.cfi_offset r10, -12; \
	.cfi_offset r11, -8; \
	.cfi_offset lr, -4; \
	sub	sp, sp, #FRAME - 40; \
	.cfi_def_cfa_offset FRAME; \
	UNWIND_FRAME; \
	str	r0, [sp, #AT_FUNCTION]; \
	str	r1, [sp, #AT_A]; \
	str	r2, [sp, #AT_B]; \
	str	r3, [sp, #AT_WANT]; \
	ASK_FOR_VFP; \
	add	r12, sp, #LOCALS; \
	vstmia	r12, {d8-d15}; \
	vmrs	r12, fpscr; \
	str	r12, [sp, #AT_FPSCR]; \
71:
#define EPILOGUE \
	UNLESS_VFP(72f); \
	add	r12, sp, #LOCALS; \
	vldmia	r12, {d8-d15}; \
	ldr	r12, [sp, #AT_FPSCR]; \
	vmsr	fpscr, r12; \
72:	add	sp, sp, #FRAME - 40; \
	.cfi_def_cfa_offset 40; \
	pop	{r3-r11, pc}; \
	.cfi_endproc; \
	UNWIND_END

#ifdef __ARM_PCS_VFP
#define ASK_FOR_VFP
#define UNLESS_VFP(label)
#else
/* Clobbers r12 and the flags. */
#define UNLESS_VFP(label) \
	ldr	r12, [sp, #AT_HAS_VFP]; \
	cmp	r12, #0; \
	beq	label
/* Clobbers r0; goes to 71 if there is none. */
#define ASK_FOR_VFP \
	ldr	r0, 76f; \
77:	add	r0, r0, pc; \
	ldr	r0, [r0]; \
	b	78f; \
	.p2align 2; \
76:	.word	.Lhas_vfp - 77b - PC_AHEAD; \
78:	str	r0, [sp, #AT_HAS_VFP]; \
	cmp	r0, #0; \
	beq	71f

	.bss
	.p2align 2
.Lhas_vfp:
	.zero	4
	.text
/* Asked at the start of the program, so that nothing is called where registers are
 * looked at. */
.Lfind_vfp:
	push	{r3, lr}
	mov	r0, #AT_HWCAP
	bl	getauxval
	and	r0, r0, #HWCAP_VFP
	ldr	r1, 1f
2:	add	r1, r1, pc
	str	r0, [r1]
	pop	{r3, pc}
	.p2align 2
1:	.word	.Lhas_vfp - 2b - PC_AHEAD
	.section .init_array,"aw"
	.p2align 2
	.word	.Lfind_vfp(TARGET1)
	.text
#endif

/* From r3, which stays. */
#define LOAD \
	UNLESS_VFP(73f); \
	add	r12, r3, #64; \
	vldmia	r12!, {d8-d15}; \
	ldr	r12, [r12]; \
	vmsr	fpscr, r12; \
73:	ldr	r4, [r3]; ldr r5, [r3, #8]; ldr r6, [r3, #16]; ldr r7, [r3, #24]; \
	ldr	r8, [r3, #32]; ldr r9, [r3, #40]; ldr r10, [r3, #48]; ldr r11, [r3, #56]
#define STORE_ONE(reg, at) str reg, [r3, at]; str r2, [r3, at + 4]
/* To where AT_GOT says. Leaves r0 alone. */
#define STORE \
	ldr	r3, [sp, #AT_GOT]; \
	mov	r2, #0; \
	STORE_ONE(r4, #0); STORE_ONE(r5, #8); STORE_ONE(r6, #16); STORE_ONE(r7, #24); \
	STORE_ONE(r8, #32); STORE_ONE(r9, #40); STORE_ONE(r10, #48); STORE_ONE(r11, #56); \
	add	r3, r3, #64; \
	UNLESS_VFP(74f); \
	vstmia	r3!, {d8-d15}; \
	vmrs	r12, fpscr; \
	b	75f; \
74:	ldr	r12, [sp, #AT_WANT]; \
	add	r12, r12, #64; \
	ldmia	r12!, {r4-r11}; \
	stmia	r3!, {r4-r11}; \
	ldmia	r12!, {r4-r11}; \
	stmia	r3!, {r4-r11}; \
	ldr	r12, [r12]; \
75:	str	r12, [r3]; \
	str	r2, [r3, #4]

	.text
/* long call_with_registers(fn, a, b, const uint64_t *want, uint64_t *got): fn(a, b, 0) */
	.globl	call_with_registers
	.type	call_with_registers, %function
call_with_registers:
	PROLOGUE
	ldr	r12, [sp, #FIRST_STACK_ARGUMENT]
	str	r12, [sp, #AT_GOT]
	ldr	r3, [sp, #AT_WANT]
	LOAD
	ldr	r0, [sp, #AT_A]
	ldr	r1, [sp, #AT_B]
	mov	r2, #0
	ldr	r12, [sp, #AT_FUNCTION]
	blx	r12
	STORE
	EPILOGUE
	.size	call_with_registers, .-call_with_registers

/*
 * void return_twice(get, set, ucp, const uint64_t want[2][N], uint64_t *got): get(ucp)
 * with want[0] in the registers, then set(ucp) with want[1], and reports what
 * is there when get returns again. got[N] must be 0 before.
 */
	.globl	return_twice
	.type	return_twice, %function
return_twice:
	PROLOGUE
	ldr	r12, [sp, #FIRST_STACK_ARGUMENT]
	str	r12, [sp, #AT_GOT]
	ldr	r3, [sp, #AT_WANT]
	LOAD
	ldr	r0, [sp, #AT_B]
	ldr	r12, [sp, #AT_FUNCTION]
	blx	r12
	ldr	r3, [sp, #AT_GOT]
	ldr	r2, [r3, #8 * WORDS]
	cmp	r2, #0
	bne	1f
	mov	r2, #1
	str	r2, [r3, #8 * WORDS]
	ldr	r3, [sp, #AT_WANT]
	add	r3, r3, #8 * WORDS
	LOAD
	ldr	r0, [sp, #AT_B]
	ldr	r12, [sp, #AT_A]
	blx	r12
	udf	#0
1:	STORE
	EPILOGUE
	.size	return_twice, .-return_twice

/*
 * void interrupt_with_state(const struct whole_state *want, struct whole_state
 * *got, int variant): loads the state, traps, and stores what it finds then.
 */
#define STATE_LR 52
#define STATE_FLAGS 56
#define STATE_FPSCR 60
#define STATE_VECTOR 64
/* Not udf #0, which is a debugger's in T32. */
#ifdef __thumb__
#define TRAP udf.w #1
#else
#define TRAP udf #1
#endif
#define WANT AT_FUNCTION
#define GOT AT_A
#define VARIANT AT_B
	.globl	interrupt_with_state
	.type	interrupt_with_state, %function
interrupt_with_state:
	PROLOGUE
	ldr	r0, [sp, #WANT]
	ldr	r2, [sp, #VARIANT]
	tst	r2, #1
	beq	1f
	add	r3, r0, #STATE_VECTOR
	vldmia	r3!, {d0-d15}
	ldr	r12, [r0, #STATE_FPSCR]
	vmsr	fpscr, r12
	tst	r2, #2
	beq	1f
	vldmia	r3, {d16-d31}
1:	ldr	lr, [r0, #STATE_LR]
	ldr	r12, [r0, #STATE_FLAGS]
	msr	APSR_nzcvq, r12
	ldmia	r0, {r0-r12}
	TRAP
	str	r0, [sp, #AT_WANT]
	ldr	r0, [sp, #GOT]
	str	lr, [r0, #STATE_LR]
	add	r0, r0, #4
	stmia	r0, {r1-r12}
	sub	r0, r0, #4
	mrs	r1, APSR
	str	r1, [r0, #STATE_FLAGS]
	ldr	r1, [sp, #AT_WANT]
	str	r1, [r0]
	ldr	r2, [sp, #VARIANT]
	tst	r2, #1
	beq	1f
	vmrs	r12, fpscr
	str	r12, [r0, #STATE_FPSCR]
	add	r3, r0, #STATE_VECTOR
	vstmia	r3!, {d0-d15}
	tst	r2, #2
	beq	1f
	vstmia	r3, {d16-d31}
1:	EPILOGUE
	.size	interrupt_with_state, .-interrupt_with_state

/*
 * overwriting_context: where a context of the native layer goes on that leaves
 * every register as it finds it, but those that a switch passes things in (r0,
 * r1, r2) and those that it is told to overwrite. The value is a struct
 * overwriting: what to jump to, the context to go back to, and the value for it.
 * It stays suspended where it is, so nothing is stored.
 *
 * overwrite_NAME: other values there, then back; r1 and r2 as they were.
 */
	.globl	overwriting_context
	.type	overwriting_context, %function
overwriting_context:
	ldr	r0, [r2]
	bx	r0
	.size	overwriting_context, .-overwriting_context
#define OVERWRITE(name, ...) \
	.globl overwrite_##name; \
	.type overwrite_##name, %function; \
overwrite_##name: \
	__VA_ARGS__; \
	ldr r1, [r2, #4]; \
	ldr r2, [r2, #8]; \
	ldr r0, [r1, #CTX_SP]; \
	mov sp, r0; \
	ldr r0, [r1, #CTX_PC]; \
	bx r0; \
	.size overwrite_##name, .-overwrite_##name
#define OVERWRITE_R(n) OVERWRITE(r##n, mvn r##n, #0x34)
#define OVERWRITE_D(n) OVERWRITE(d##n, mvn r0, #0x34; vmov d##n, r0, r0)

OVERWRITE_R(3)
OVERWRITE_R(4)
OVERWRITE_R(5)
OVERWRITE_R(6)
OVERWRITE_R(7)
OVERWRITE_R(8)
OVERWRITE_R(9)
OVERWRITE_R(10)
OVERWRITE_R(11)
OVERWRITE_R(12)
OVERWRITE(lr, mvn lr, #0x34)
OVERWRITE_D(0)
OVERWRITE_D(1)
OVERWRITE_D(2)
OVERWRITE_D(3)
OVERWRITE_D(4)
OVERWRITE_D(5)
OVERWRITE_D(6)
OVERWRITE_D(7)
OVERWRITE_D(8)
OVERWRITE_D(9)
OVERWRITE_D(10)
OVERWRITE_D(11)
OVERWRITE_D(12)
OVERWRITE_D(13)
OVERWRITE_D(14)
OVERWRITE_D(15)
OVERWRITE_D(16)
OVERWRITE_D(17)
OVERWRITE_D(18)
OVERWRITE_D(19)
OVERWRITE_D(20)
OVERWRITE_D(21)
OVERWRITE_D(22)
OVERWRITE_D(23)
OVERWRITE_D(24)
OVERWRITE_D(25)
OVERWRITE_D(26)
OVERWRITE_D(27)
OVERWRITE_D(28)
OVERWRITE_D(29)
OVERWRITE_D(30)
OVERWRITE_D(31)

/*
 * entry_probe: notes the stack pointer that a function finds at its first
 * instruction, and goes on at *entry_then with the arguments as they came.
 */
	.globl	entry_probe
	.type	entry_probe, %function
entry_probe:
	.cfi_startproc
	ldr	r12, 2f
.Lprobe:
	add	r12, r12, pc
	str	sp, [r12]
	ldr	r12, [r12, #4]
	bx	r12
	.p2align 2
2:	.word	entry_stack_pointer - .Lprobe - PC_AHEAD
	.cfi_endproc
	.size	entry_probe, .-entry_probe

	.bss
	.balign	8
	.globl	entry_stack_pointer, entry_then
	.type	entry_stack_pointer, %object
	.type	entry_then, %object
entry_stack_pointer:
	.zero	4
entry_then:
	.zero	4

	.section .note.GNU-stack,"",%progbits
