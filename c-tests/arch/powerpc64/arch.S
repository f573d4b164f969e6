/*
 * arch.S: calls a function with every callee-saved register and FPSCR set to a
 * value of the test's, and reports what it finds afterwards. The order of the
 * words is that of REGISTERS in arch.h.
 *
 * A frame of these functions:
 *
 *         r1 + 648 | CR, LR: in the caller's header
 *         r1 + 592 | what a function keeps over its call
 *         r1 + 584 | FPSCR
 *         r1 + 576 | VRSAVE
 *         r1 + 384 | v20 ... v31
 *         r1 + 240 | f14 ... f31
 *         r1 + 96  | r14 ... r31
 *         r1       | header, room for parameters
 */
#include "../../../asm/powerpc64/layout.h"

#define FRAME 640
#define KEPT 592
#define WORDS 65

/* Registers one after another, from memory and back. (vs52 is v20. lxvd2x: two
 * doublewords, the first half of the register first.) */
	.macro	general instruction, first, offset, base
	.irp	n, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
	\instruction \n, \offset+8*(\n-\first)(\base)
	.endr
	.endm
	.macro	vectors instruction, offset, base
	.irp	n, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
	li	8, \offset+16*(\n-20)
	\instruction 32+\n, \base, 8
	.endr
	.endm

	/* At the global entry point, too; r2 is in the header for all calls. */
	.macro	begin name
	.globl	\name
	.type	\name, @function
	.p2align 4
\name:
	.cfi_startproc
70:	addis	2, 12, .TOC.-70b@ha
	addi	2, 2, .TOC.-70b@l
	.localentry \name, .-\name
	mflr	0
	mfcr	8
	std	0, FRAME_LR(1)
	stw	8, FRAME_CR(1)
	.cfi_offset 65, FRAME_LR
	.cfi_offset 70, FRAME_CR
	.cfi_offset 71, FRAME_CR
	.cfi_offset 72, FRAME_CR
	stdu	1, -FRAME(1)
	.cfi_def_cfa_offset FRAME
	std	2, FRAME_TOC(1)
	general	std, 14, 96, 1
	general	stfd, 14, 240, 1
	vectors	stxvd2x, 384, 1
	mfvrsave 8
	std	8, 576(1)
	mffs	0
	stfd	0, 584(1)
	.irp	n, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
	.cfi_offset \n, 96+8*(\n-14)-FRAME
	.cfi_offset 32+\n, 240+8*(\n-14)-FRAME
	.endr
	.endm
	.macro	end name
	lfd	0, 584(1)
	mtfsf	255, 0
	mtfsf	1, 0, 0, 1
	ld	8, 576(1)
	mtvrsave 8
	general	ld, 14, 96, 1
	general	lfd, 14, 240, 1
	vectors	lxvd2x, 384, 1
	addi	1, 1, FRAME
	.cfi_def_cfa_offset 0
	ld	0, FRAME_LR(1)
	lwz	8, FRAME_CR(1)
	mtlr	0
	mtcrf	0x38, 8
	blr
	.cfi_endproc
	.size	\name, .-\name
	.endm

	.macro	load_registers base
	lfd	0, 8*64(\base)
	mtfsf	255, 0
	mtfsf	1, 0, 0, 1
	ld	8, 8*60(\base)
	mtvrsave 8
	ld	8, 8*61(\base)
	mtocrf	0x20, 8
	ld	8, 8*62(\base)
	mtocrf	0x10, 8
	ld	8, 8*63(\base)
	mtocrf	0x08, 8
	general	ld, 14, 0, \base
	general	lfd, 14, 8*18, \base
	vectors	lxvd2x, 8*36, \base
	.endm
	.macro	store_registers base
	general	std, 14, 0, \base
	general	stfd, 14, 8*18, \base
	vectors	stxvd2x, 8*36, \base
	mfvrsave 8
	std	8, 8*60(\base)
	mfcr	8
	std	8, 8*61(\base)
	std	8, 8*62(\base)
	std	8, 8*63(\base)
	mffs	0
	stfd	0, 8*64(\base)
	.endm

	.text
/* long call_with_registers(fn, a, b, const uint64_t *want, uint64_t *got): fn(a, b, 0) */
	begin	call_with_registers
	std	7, KEPT(1)
	mr	12, 3
	mr	3, 4
	mr	4, 5
	load_registers 6
	li	5, 0
	mtctr	12
	bctrl
	ld	2, FRAME_TOC(1)
	ld	7, KEPT(1)
	store_registers 7
	extsw	3, 3
	end	call_with_registers

/*
 * void return_twice(get, set, ucp, const uint64_t want[2][N], uint64_t *got): get(ucp)
 * with want[0] in the registers, then set(ucp) with want[1], and reports what
 * is there when get returns again. got[N] must be 0 before.
 */
	begin	return_twice
	std	7, KEPT(1)
	std	4, KEPT+8(1)
	std	5, KEPT+16(1)
	std	6, KEPT+24(1)
	mr	12, 3
	mr	3, 5
	load_registers 6
	mtctr	12
	bctrl
	ld	2, FRAME_TOC(1)
	ld	7, KEPT(1)
	ld	9, 8*WORDS(7)
	cmpdi	9, 0
	bne	1f
	li	9, 1
	std	9, 8*WORDS(7)
	ld	12, KEPT+8(1)
	ld	3, KEPT+16(1)
	ld	6, KEPT+24(1)
	addi	6, 6, 8*WORDS
	load_registers 6
	mtctr	12
	bctrl
	trap
1:	store_registers 7
	end	return_twice

/*
 * void interrupt_with_state(const struct whole_state *want, struct whole_state
 * *got, int variant): loads the state, traps, and stores what it finds then.
 */
#define SPECIAL 256
#define VSX 304
#define RED_ZONE 1328
#define RED_ZONE_SIZE 288
	.macro	all_vectors instruction, base, index
	.irp	n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63
	li	\index, VSX+16*\n
	\instruction \n, \base, \index
	.endr
	.endm
	.macro	copy_red_zone from, to
	li	0, RED_ZONE_SIZE/8
	mtctr	0
71:	ldu	0, 8(\from)
	stdu	0, 8(\to)
	bdnz	71b
	.endm

	begin	interrupt_with_state
	std	4, KEPT(1)
	addi	6, 3, RED_ZONE-8
	addi	7, 1, -RED_ZONE_SIZE-8
	copy_red_zone 6, 7
	lfd	0, SPECIAL+32(3)
	mtfsf	255, 0
	mtfsf	1, 0, 0, 1
	all_vectors lxvd2x, 3, 5
	ld	5, SPECIAL(3)
	mtlr	5
	ld	5, SPECIAL+8(3)
	mtctr	5
	ld	5, SPECIAL+16(3)
	mtxer	5
	ld	5, SPECIAL+24(3)
	mtcr	5
	ld	5, SPECIAL+40(3)
	mtvrsave 5
	general	ld, 0, 0, 3
	.irp	n, 0, 2, 4, 5, 6, 7, 8, 9, 10, 11, 12
	ld	\n, 8*\n(3)
	.endr
	ld	3, 8*3(3)
	trap
	std	3, KEPT+8(1)
	ld	3, KEPT(1)
	general	std, 0, 0, 3
	.irp	n, 0, 2, 4, 5, 6, 7, 8, 9, 10, 11, 12
	std	\n, 8*\n(3)
	.endr
	ld	0, KEPT+8(1)
	std	0, 8*3(3)
	mflr	5
	std	5, SPECIAL(3)
	mfctr	5
	std	5, SPECIAL+8(3)
	mfxer	5
	std	5, SPECIAL+16(3)
	mfcr	5
	std	5, SPECIAL+24(3)
	mfvrsave 5
	std	5, SPECIAL+40(3)
	all_vectors stxvd2x, 3, 5
	mffs	0
	stfd	0, SPECIAL+32(3)
	addi	6, 3, RED_ZONE-8
	addi	7, 1, -RED_ZONE_SIZE-8
	copy_red_zone 7, 6
	ld	2, FRAME_TOC(1)
	end	interrupt_with_state

/*
 * entry_probe: notes the stack pointer that a function finds at its first
 * instruction, and goes on at *entry_then with the arguments as they came.
 */
	.globl	entry_probe
	.type	entry_probe, @function
entry_probe:
	.cfi_startproc
	addis	2, 12, .TOC.-entry_probe@ha
	addi	2, 2, .TOC.-entry_probe@l
	.localentry entry_probe, .-entry_probe
	addis	11, 2, entry_stack_pointer@toc@ha
	addi	11, 11, entry_stack_pointer@toc@l
	std	1, 0(11)
	addis	12, 2, entry_then@toc@ha
	addi	12, 12, entry_then@toc@l
	ld	12, 0(12)
	mtctr	12
	bctr
	.cfi_endproc
	.size	entry_probe, .-entry_probe
	.bss
	.balign 8
	.globl	entry_stack_pointer, entry_then
entry_stack_pointer:
	.zero 8
entry_then:
	.zero 8
	.text

/*
 * overwriting_context: where a context of the native layer goes on that leaves
 * every register as it finds it, but those that a switch passes things in (r3, r4,
 * r5, r12 and CTR) and those that it is told to overwrite. The value is a struct
 * overwriting: what to jump to, the context to go back to, and the value for it.
 * It stays suspended where it is, so nothing is stored.
 *
 * overwrite_NAME: other values there, then back, as a switch does.
 */
	.globl	overwriting_context
	.type	overwriting_context, @function
overwriting_context:
	ld	12, 0(5)
	mtctr	12
	bctr
	.size	overwriting_context, .-overwriting_context
#define OVERWRITE(name, ...) \
	.globl overwrite_##name; \
	.type overwrite_##name, @function; \
overwrite_##name: \
	__VA_ARGS__; \
	ld 4, 8(5); \
	ld 5, 16(5); \
	ld 1, CTX_SP(4); \
	ld 12, CTX_PC(4); \
	mtctr 12; \
	bctr; \
	.size overwrite_##name, .-overwrite_##name
#define OVERWRITE_R(n) OVERWRITE(r##n, li n, -0x35)
#define OVERWRITE_VS(n) OVERWRITE(vs##n, xxleqv n, n, n)

OVERWRITE_R(0)
OVERWRITE_R(2)
OVERWRITE_R(6)
OVERWRITE_R(7)
OVERWRITE_R(8)
OVERWRITE_R(9)
OVERWRITE_R(10)
OVERWRITE_R(11)
OVERWRITE_R(14)
OVERWRITE_R(15)
OVERWRITE_R(16)
OVERWRITE_R(17)
OVERWRITE_R(18)
OVERWRITE_R(19)
OVERWRITE_R(20)
OVERWRITE_R(21)
OVERWRITE_R(22)
OVERWRITE_R(23)
OVERWRITE_R(24)
OVERWRITE_R(25)
OVERWRITE_R(26)
OVERWRITE_R(27)
OVERWRITE_R(28)
OVERWRITE_R(29)
OVERWRITE_R(30)
OVERWRITE_R(31)
OVERWRITE_VS(0)
OVERWRITE_VS(1)
OVERWRITE_VS(2)
OVERWRITE_VS(3)
OVERWRITE_VS(4)
OVERWRITE_VS(5)
OVERWRITE_VS(6)
OVERWRITE_VS(7)
OVERWRITE_VS(8)
OVERWRITE_VS(9)
OVERWRITE_VS(10)
OVERWRITE_VS(11)
OVERWRITE_VS(12)
OVERWRITE_VS(13)
OVERWRITE_VS(14)
OVERWRITE_VS(15)
OVERWRITE_VS(16)
OVERWRITE_VS(17)
OVERWRITE_VS(18)
OVERWRITE_VS(19)
OVERWRITE_VS(20)
OVERWRITE_VS(21)
OVERWRITE_VS(22)
OVERWRITE_VS(23)
OVERWRITE_VS(24)
OVERWRITE_VS(25)
OVERWRITE_VS(26)
OVERWRITE_VS(27)
OVERWRITE_VS(28)
OVERWRITE_VS(29)
OVERWRITE_VS(30)
OVERWRITE_VS(31)
OVERWRITE_VS(32)
OVERWRITE_VS(33)
OVERWRITE_VS(34)
OVERWRITE_VS(35)
OVERWRITE_VS(36)
OVERWRITE_VS(37)
OVERWRITE_VS(38)
OVERWRITE_VS(39)
OVERWRITE_VS(40)
OVERWRITE_VS(41)
OVERWRITE_VS(42)
OVERWRITE_VS(43)
OVERWRITE_VS(44)
OVERWRITE_VS(45)
OVERWRITE_VS(46)
OVERWRITE_VS(47)
OVERWRITE_VS(48)
OVERWRITE_VS(49)
OVERWRITE_VS(50)
OVERWRITE_VS(51)
OVERWRITE_VS(52)
OVERWRITE_VS(53)
OVERWRITE_VS(54)
OVERWRITE_VS(55)
OVERWRITE_VS(56)
OVERWRITE_VS(57)
OVERWRITE_VS(58)
OVERWRITE_VS(59)
OVERWRITE_VS(60)
OVERWRITE_VS(61)
OVERWRITE_VS(62)
OVERWRITE_VS(63)
OVERWRITE(cr, mfcr 12; not 12, 12; mtcr 12)

	.section .note.GNU-stack,"",@progbits
