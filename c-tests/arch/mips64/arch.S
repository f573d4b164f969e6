/*
 * arch.S: calls a function with every callee-saved register and FCSR set to
 * a value of the test's, and reports what it finds afterwards. The order of
 * the words is that of REGISTERS in arch.h.
 */
#include "../../../asm/mips64/layout.h"

#define WORDS 19
#define FRAME 224

	.set	noreorder
	.set	noat

/*
 *   +216  ra, +208 fp, +200 gp
 *   +168  what else is kept
 *   +160  got
 *   +152  FCSR
 *   +80   f24 ... f31
 *   +0    s0 ... s7
 */
#define PROLOGUE \
	daddiu	$29, $29, -FRAME; \
	.cfi_def_cfa_offset FRAME; \
	sd	$31, 216($29); \
	.cfi_offset 31, -8; \
	sd	$30, 208($29); \
	.cfi_offset 30, -16; \
	sd	$28, 200($29); \
	.cfi_offset 28, -24; \
	sd	$16, 0($29); \
	.cfi_offset 16, -224; \
	sd	$17, 8($29); \
	.cfi_offset 17, -216; \
	sd	$18, 16($29); \
	.cfi_offset 18, -208; \
	sd	$19, 24($29); \
	.cfi_offset 19, -200; \
	sd	$20, 32($29); \
	.cfi_offset 20, -192; \
	sd	$21, 40($29); \
	.cfi_offset 21, -184; \
	sd	$22, 48($29); \
	.cfi_offset 22, -176; \
	sd	$23, 56($29); \
	.cfi_offset 23, -168; \
	sdc1	$f24, 80($29); \
	.cfi_offset 56, -144; \
	sdc1	$f25, 88($29); \
	.cfi_offset 57, -136; \
	sdc1	$f26, 96($29); \
	.cfi_offset 58, -128; \
	sdc1	$f27, 104($29); \
	.cfi_offset 59, -120; \
	sdc1	$f28, 112($29); \
	.cfi_offset 60, -112; \
	sdc1	$f29, 120($29); \
	.cfi_offset 61, -104; \
	sdc1	$f30, 128($29); \
	.cfi_offset 62, -96; \
	sdc1	$f31, 136($29); \
	.cfi_offset 63, -88; \
	cfc1	$12, $31; \
	sw	$12, 152($29); \
	sd	$8, 160($29)
#define LOAD(from) \
	ld	$16, 0(from); \
	ld	$17, 8(from); \
	ld	$18, 16(from); \
	ld	$19, 24(from); \
	ld	$20, 32(from); \
	ld	$21, 40(from); \
	ld	$22, 48(from); \
	ld	$23, 56(from); \
	ld	$28, 64(from); \
	ld	$30, 72(from); \
	ldc1	$f24, 80(from); \
	ldc1	$f25, 88(from); \
	ldc1	$f26, 96(from); \
	ldc1	$f27, 104(from); \
	ldc1	$f28, 112(from); \
	ldc1	$f29, 120(from); \
	ldc1	$f30, 128(from); \
	ldc1	$f31, 136(from); \
	ld	$12, 144(from); \
	ctc1	$12, $31
#define STORE(to) \
	cfc1	$12, $31; \
	dsll32	$12, $12, 0; \
	dsrl32	$12, $12, 0; \
	sd	$12, 144(to); \
	sd	$16, 0(to); \
	sd	$17, 8(to); \
	sd	$18, 16(to); \
	sd	$19, 24(to); \
	sd	$20, 32(to); \
	sd	$21, 40(to); \
	sd	$22, 48(to); \
	sd	$23, 56(to); \
	sd	$28, 64(to); \
	sd	$30, 72(to); \
	sdc1	$f24, 80(to); \
	sdc1	$f25, 88(to); \
	sdc1	$f26, 96(to); \
	sdc1	$f27, 104(to); \
	sdc1	$f28, 112(to); \
	sdc1	$f29, 120(to); \
	sdc1	$f30, 128(to); \
	sdc1	$f31, 136(to)
#define EPILOGUE \
	lw	$12, 152($29); \
	ctc1	$12, $31; \
	ld	$16, 0($29); \
	ld	$17, 8($29); \
	ld	$18, 16($29); \
	ld	$19, 24($29); \
	ld	$20, 32($29); \
	ld	$21, 40($29); \
	ld	$22, 48($29); \
	ld	$23, 56($29); \
	ldc1	$f24, 80($29); \
	ldc1	$f25, 88($29); \
	ldc1	$f26, 96($29); \
	ldc1	$f27, 104($29); \
	ldc1	$f28, 112($29); \
	ldc1	$f29, 120($29); \
	ldc1	$f30, 128($29); \
	ldc1	$f31, 136($29); \
	ld	$28, 200($29); \
	ld	$30, 208($29); \
	ld	$31, 216($29); \
	daddiu	$29, $29, FRAME; \
	.cfi_def_cfa_offset 0; \
	jr	$31; \
	nop

	.text
/* long call_with_registers(fn, a, b, const uint64_t *want, uint64_t *got): fn(a, b, 0) */
	.globl	call_with_registers
	.type	call_with_registers, @function
	.ent	call_with_registers
call_with_registers:
	.cfi_startproc
	PROLOGUE
	move	$25, $4
	move	$4, $5
	move	$5, $6
	move	$6, $0
	LOAD($7)
	jalr	$25
	nop
	ld	$8, 160($29)
	STORE($8)
	sll	$2, $2, 0
	EPILOGUE
	.cfi_endproc
	.end	call_with_registers
	.size	call_with_registers, .-call_with_registers

/*
 * void return_twice(get, set, ucp, const uint64_t want[2][N], uint64_t *got): get(ucp)
 * with want[0] in the registers, then set(ucp) with want[1], and reports what
 * is there when get returns again. got[N] must be 0 before.
 */
	.globl	return_twice
	.type	return_twice, @function
	.ent	return_twice
return_twice:
	.cfi_startproc
	PROLOGUE
	sd	$5, 168($29)
	sd	$6, 176($29)
	sd	$7, 184($29)
	move	$25, $4
	move	$4, $6
	LOAD($7)
	jalr	$25
	nop
	ld	$8, 160($29)
	ld	$12, 8 * WORDS($8)
	bnez	$12, 1f
	li	$12, 1
	sd	$12, 8 * WORDS($8)
	ld	$25, 168($29)
	ld	$4, 176($29)
	ld	$7, 184($29)
	daddiu	$7, $7, 8 * WORDS
	LOAD($7)
	jalr	$25
	nop
	break
1:	STORE($8)
	EPILOGUE
	.cfi_endproc
	.end	return_twice
	.size	return_twice, .-return_twice

/*
 * void interrupt_with_state(const struct whole_state *want, struct whole_state
 * *got, int variant): loads the state, traps, and stores what it finds then.
 */
	.globl	interrupt_with_state
	.type	interrupt_with_state, @function
	.ent	interrupt_with_state
interrupt_with_state:
	.cfi_startproc
	move	$8, $5
	PROLOGUE
	ldc1	$f0, 256($4)
	ldc1	$f1, 264($4)
	ldc1	$f2, 272($4)
	ldc1	$f3, 280($4)
	ldc1	$f4, 288($4)
	ldc1	$f5, 296($4)
	ldc1	$f6, 304($4)
	ldc1	$f7, 312($4)
	ldc1	$f8, 320($4)
	ldc1	$f9, 328($4)
	ldc1	$f10, 336($4)
	ldc1	$f11, 344($4)
	ldc1	$f12, 352($4)
	ldc1	$f13, 360($4)
	ldc1	$f14, 368($4)
	ldc1	$f15, 376($4)
	ldc1	$f16, 384($4)
	ldc1	$f17, 392($4)
	ldc1	$f18, 400($4)
	ldc1	$f19, 408($4)
	ldc1	$f20, 416($4)
	ldc1	$f21, 424($4)
	ldc1	$f22, 432($4)
	ldc1	$f23, 440($4)
	ldc1	$f24, 448($4)
	ldc1	$f25, 456($4)
	ldc1	$f26, 464($4)
	ldc1	$f27, 472($4)
	ldc1	$f28, 480($4)
	ldc1	$f29, 488($4)
	ldc1	$f30, 496($4)
	ldc1	$f31, 504($4)
	ld	$12, 216($4)
	ctc1	$12, $31
	ld	$12, 0($4)
	mtlo	$12
	ld	$12, 208($4)
	mthi	$12
	ld	$1, 8($4)
	ld	$2, 16($4)
	ld	$3, 24($4)
	ld	$5, 40($4)
	ld	$6, 48($4)
	ld	$7, 56($4)
	ld	$8, 64($4)
	ld	$9, 72($4)
	ld	$10, 80($4)
	ld	$11, 88($4)
	ld	$12, 96($4)
	ld	$13, 104($4)
	ld	$14, 112($4)
	ld	$15, 120($4)
	ld	$16, 128($4)
	ld	$17, 136($4)
	ld	$18, 144($4)
	ld	$19, 152($4)
	ld	$20, 160($4)
	ld	$21, 168($4)
	ld	$22, 176($4)
	ld	$23, 184($4)
	ld	$24, 192($4)
	ld	$25, 200($4)
	ld	$28, 224($4)
	ld	$30, 240($4)
	ld	$31, 248($4)
	ld	$4, 32($4)
	break
	sd	$4, 168($29)
	ld	$4, 160($29)
	sd	$1, 8($4)
	sd	$2, 16($4)
	sd	$3, 24($4)
	sd	$5, 40($4)
	sd	$6, 48($4)
	sd	$7, 56($4)
	sd	$8, 64($4)
	sd	$9, 72($4)
	sd	$10, 80($4)
	sd	$11, 88($4)
	sd	$12, 96($4)
	sd	$13, 104($4)
	sd	$14, 112($4)
	sd	$15, 120($4)
	sd	$16, 128($4)
	sd	$17, 136($4)
	sd	$18, 144($4)
	sd	$19, 152($4)
	sd	$20, 160($4)
	sd	$21, 168($4)
	sd	$22, 176($4)
	sd	$23, 184($4)
	sd	$24, 192($4)
	sd	$25, 200($4)
	sd	$28, 224($4)
	sd	$30, 240($4)
	sd	$31, 248($4)
	ld	$12, 168($29)
	sd	$12, 32($4)
	mflo	$12
	sd	$12, 0($4)
	mfhi	$12
	sd	$12, 208($4)
	cfc1	$12, $31
	dsll32	$12, $12, 0
	dsrl32	$12, $12, 0
	sd	$12, 216($4)
	sdc1	$f0, 256($4)
	sdc1	$f1, 264($4)
	sdc1	$f2, 272($4)
	sdc1	$f3, 280($4)
	sdc1	$f4, 288($4)
	sdc1	$f5, 296($4)
	sdc1	$f6, 304($4)
	sdc1	$f7, 312($4)
	sdc1	$f8, 320($4)
	sdc1	$f9, 328($4)
	sdc1	$f10, 336($4)
	sdc1	$f11, 344($4)
	sdc1	$f12, 352($4)
	sdc1	$f13, 360($4)
	sdc1	$f14, 368($4)
	sdc1	$f15, 376($4)
	sdc1	$f16, 384($4)
	sdc1	$f17, 392($4)
	sdc1	$f18, 400($4)
	sdc1	$f19, 408($4)
	sdc1	$f20, 416($4)
	sdc1	$f21, 424($4)
	sdc1	$f22, 432($4)
	sdc1	$f23, 440($4)
	sdc1	$f24, 448($4)
	sdc1	$f25, 456($4)
	sdc1	$f26, 464($4)
	sdc1	$f27, 472($4)
	sdc1	$f28, 480($4)
	sdc1	$f29, 488($4)
	sdc1	$f30, 496($4)
	sdc1	$f31, 504($4)
	EPILOGUE
	.cfi_endproc
	.end	interrupt_with_state
	.size	interrupt_with_state, .-interrupt_with_state

/*
 * entry_probe: notes the stack pointer that a function finds at its first
 * instruction, and goes on at *entry_then with the arguments as they came.
 */
	.globl	entry_probe
	.type	entry_probe, @function
	.ent	entry_probe
entry_probe:
	.cfi_startproc
	lui	$13, %hi(%neg(%gp_rel(entry_probe)))
	daddu	$13, $13, $25
	daddiu	$13, $13, %lo(%neg(%gp_rel(entry_probe)))
	ld	$12, %got_disp(entry_stack_pointer)($13)
	sd	$29, 0($12)
	ld	$12, %got_disp(entry_then)($13)
	ld	$25, 0($12)
	jr	$25
	nop
	.cfi_endproc
	.end	entry_probe
	.size	entry_probe, .-entry_probe
	.bss
	.balign 8
	.globl	entry_stack_pointer, entry_then
	.type	entry_stack_pointer, @object
	.size	entry_stack_pointer, 8
entry_stack_pointer:
	.zero 8
	.type	entry_then, @object
	.size	entry_then, 8
entry_then:
	.zero 8
	.text

/*
 * overwriting_context: where a context of the native layer goes on that leaves
 * every register as it finds it, but those that a switch passes things in ($5, $6, $25),
 * $4, and those that it is told to overwrite. The value is a struct
 * overwriting: what to jump to, the context to go back to, and the value for it.
 * It stays suspended where it is, so nothing is stored.
 *
 * overwrite_NAME: other values there, then back; $5 and $6 as they were.
 */
	.globl	overwriting_context
	.type	overwriting_context, @function
overwriting_context:
	ld	$4, 0($6)
	jr	$4
	nop
	.size	overwriting_context, .-overwriting_context
#define OVERWRITE(name, ...) \
	.globl overwrite_##name; \
	.type overwrite_##name, @function; \
overwrite_##name: \
	__VA_ARGS__; \
	ld $5, 8($6); \
	ld $6, 16($6); \
	ld $29, CTX_SP($5); \
	ld $4, CTX_PC($5); \
	jr $4; \
	nop; \
	.size overwrite_##name, .-overwrite_##name
#define OVERWRITE_R(n) OVERWRITE($##n, li $##n, -0x35)
#define OVERWRITE_F(n) OVERWRITE($f##n, dmtc1 $6, $f##n)

OVERWRITE_R(2)
OVERWRITE_R(3)
OVERWRITE_R(7)
OVERWRITE_R(8)
OVERWRITE_R(9)
OVERWRITE_R(10)
OVERWRITE_R(11)
OVERWRITE_R(12)
OVERWRITE_R(13)
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
OVERWRITE_R(30)
OVERWRITE_R(31)
OVERWRITE_F(0)
OVERWRITE_F(1)
OVERWRITE_F(2)
OVERWRITE_F(3)
OVERWRITE_F(4)
OVERWRITE_F(5)
OVERWRITE_F(6)
OVERWRITE_F(7)
OVERWRITE_F(8)
OVERWRITE_F(9)
OVERWRITE_F(10)
OVERWRITE_F(11)
OVERWRITE_F(12)
OVERWRITE_F(13)
OVERWRITE_F(14)
OVERWRITE_F(15)
OVERWRITE_F(16)
OVERWRITE_F(17)
OVERWRITE_F(18)
OVERWRITE_F(19)
OVERWRITE_F(20)
OVERWRITE_F(21)
OVERWRITE_F(22)
OVERWRITE_F(23)
OVERWRITE_F(24)
OVERWRITE_F(25)
OVERWRITE_F(26)
OVERWRITE_F(27)
OVERWRITE_F(28)
OVERWRITE_F(29)
OVERWRITE_F(30)
OVERWRITE_F(31)

	.section .note.GNU-stack,"",%progbits
