/*
 * arch.S: calls a function with every callee-saved register and FPCR set to
 * a value of the test's, and reports what it finds afterwards. The order of
 * the words is that of REGISTERS in arch.h.
 */
#include "../../../asm/aarch64/layout.h"

#define WORDS 20

#define PROLOGUE \
	hint	#34; \
	stp	x29, x30, [sp, #-208]!; \
	.cfi_def_cfa_offset 208; \
	.cfi_offset x29, -208; \
	.cfi_offset x30, -200; \
	stp	x19, x20, [sp, #16]; stp x21, x22, [sp, #32]; stp x23, x24, [sp, #48]; \
	stp	x25, x26, [sp, #64]; stp x27, x28, [sp, #80]; \
	stp	d8, d9, [sp, #96]; stp d10, d11, [sp, #112]; \
	stp	d12, d13, [sp, #128]; stp d14, d15, [sp, #144]; \
	mrs	x9, fpcr; \
	stp	x9, x4, [sp, #160]
#define LOAD(from) \
	ldp	x19, x20, [from]; ldp x21, x22, [from, #16]; ldp x23, x24, [from, #32]; \
	ldp	x25, x26, [from, #48]; ldp x27, x28, [from, #64]; ldr x29, [from, #80]; \
	ldp	d8, d9, [from, #88]; ldp d10, d11, [from, #104]; \
	ldp	d12, d13, [from, #120]; ldp d14, d15, [from, #136]; \
	ldr	x10, [from, #152]; msr fpcr, x10
#define STORE(to) \
	stp	x19, x20, [to]; stp x21, x22, [to, #16]; stp x23, x24, [to, #32]; \
	stp	x25, x26, [to, #48]; stp x27, x28, [to, #64]; str x29, [to, #80]; \
	stp	d8, d9, [to, #88]; stp d10, d11, [to, #104]; \
	stp	d12, d13, [to, #120]; stp d14, d15, [to, #136]; \
	mrs	x10, fpcr; str x10, [to, #152]
#define EPILOGUE \
	ldr	x9, [sp, #160]; \
	msr	fpcr, x9; \
	ldp	x19, x20, [sp, #16]; ldp x21, x22, [sp, #32]; ldp x23, x24, [sp, #48]; \
	ldp	x25, x26, [sp, #64]; ldp x27, x28, [sp, #80]; \
	ldp	d8, d9, [sp, #96]; ldp d10, d11, [sp, #112]; \
	ldp	d12, d13, [sp, #128]; ldp d14, d15, [sp, #144]; \
	ldp	x29, x30, [sp], #208; \
	.cfi_def_cfa_offset 0; \
	.cfi_restore x29; \
	.cfi_restore x30; \
	ret

	.text
/* long call_with_registers(fn, a, b, const long *want, long *got): fn(a, b, 0) */
	.globl	call_with_registers
	.type	call_with_registers, %function
call_with_registers:
	.cfi_startproc
	PROLOGUE
	mov	x16, x0
	mov	x0, x1
	mov	x1, x2
	mov	x2, xzr
	LOAD(x3)
	blr	x16
	hint	#36			/* where getcontext returns again, by a jump */
	ldr	x4, [sp, #168]
	STORE(x4)
	sxtw	x0, w0
	EPILOGUE
	.cfi_endproc
	.size	call_with_registers, .-call_with_registers

/*
 * void return_twice(get, set, ucp, const long want[2][N], long *got): get(ucp)
 * with want[0] in the registers, then set(ucp) with want[1], and reports what
 * is there when get returns again. got[N] must be 0 before.
 */
	.globl	return_twice
	.type	return_twice, %function
return_twice:
	.cfi_startproc
	PROLOGUE
	stp	x1, x2, [sp, #176]
	str	x3, [sp, #192]
	mov	x16, x0
	mov	x0, x2
	LOAD(x3)
	blr	x16
	hint	#36
	ldr	x4, [sp, #168]
	ldr	x9, [x4, #8 * WORDS]
	cbnz	x9, 1f
	mov	x9, #1
	str	x9, [x4, #8 * WORDS]
	ldp	x16, x0, [sp, #176]
	ldr	x3, [sp, #192]
	add	x3, x3, #8 * WORDS
	LOAD(x3)
	blr	x16
	brk	#1
1:	STORE(x4)
	EPILOGUE
	.cfi_endproc
	.size	return_twice, .-return_twice

/*
 * void interrupt_with_state(const struct whole_state *want, struct whole_state
 * *got, int wide): loads the state, traps, and stores what it finds then.
 */
	.globl	interrupt_with_state
	.type	interrupt_with_state, %function
interrupt_with_state:
	.cfi_startproc
	mov	x4, x1
	PROLOGUE
	ldp	q0, q1, [x0, #256]
	ldp	q2, q3, [x0, #288]
	ldp	q4, q5, [x0, #320]
	ldp	q6, q7, [x0, #352]
	ldp	q8, q9, [x0, #384]
	ldp	q10, q11, [x0, #416]
	ldp	q12, q13, [x0, #448]
	ldp	q14, q15, [x0, #480]
	ldp	q16, q17, [x0, #512]
	ldp	q18, q19, [x0, #544]
	ldp	q20, q21, [x0, #576]
	ldp	q22, q23, [x0, #608]
	ldp	q24, q25, [x0, #640]
	ldp	q26, q27, [x0, #672]
	ldp	q28, q29, [x0, #704]
	ldp	q30, q31, [x0, #736]
	ldr	x9, [x0, #248]
	msr	nzcv, x9
	ldp	x2, x3, [x0, #16]
	ldp	x4, x5, [x0, #32]
	ldp	x6, x7, [x0, #48]
	ldp	x8, x9, [x0, #64]
	ldp	x10, x11, [x0, #80]
	ldp	x12, x13, [x0, #96]
	ldp	x14, x15, [x0, #112]
	ldp	x16, x17, [x0, #128]
	ldp	x18, x19, [x0, #144]
	ldp	x20, x21, [x0, #160]
	ldp	x22, x23, [x0, #176]
	ldp	x24, x25, [x0, #192]
	ldp	x26, x27, [x0, #208]
	ldp	x28, x29, [x0, #224]
	ldr	x30, [x0, #240]
	ldp	x0, x1, [x0]
	brk	#0
	str	x0, [sp, #176]
	ldr	x0, [sp, #168]
	str	x1, [x0, #8]
	stp	x2, x3, [x0, #16]
	stp	x4, x5, [x0, #32]
	stp	x6, x7, [x0, #48]
	stp	x8, x9, [x0, #64]
	stp	x10, x11, [x0, #80]
	stp	x12, x13, [x0, #96]
	stp	x14, x15, [x0, #112]
	stp	x16, x17, [x0, #128]
	stp	x18, x19, [x0, #144]
	stp	x20, x21, [x0, #160]
	stp	x22, x23, [x0, #176]
	stp	x24, x25, [x0, #192]
	stp	x26, x27, [x0, #208]
	stp	x28, x29, [x0, #224]
	str	x30, [x0, #240]
	ldr	x9, [sp, #176]
	str	x9, [x0]
	mrs	x9, nzcv
	str	x9, [x0, #248]
	stp	q0, q1, [x0, #256]
	stp	q2, q3, [x0, #288]
	stp	q4, q5, [x0, #320]
	stp	q6, q7, [x0, #352]
	stp	q8, q9, [x0, #384]
	stp	q10, q11, [x0, #416]
	stp	q12, q13, [x0, #448]
	stp	q14, q15, [x0, #480]
	stp	q16, q17, [x0, #512]
	stp	q18, q19, [x0, #544]
	stp	q20, q21, [x0, #576]
	stp	q22, q23, [x0, #608]
	stp	q24, q25, [x0, #640]
	stp	q26, q27, [x0, #672]
	stp	q28, q29, [x0, #704]
	stp	q30, q31, [x0, #736]
	EPILOGUE
	.cfi_endproc
	.size	interrupt_with_state, .-interrupt_with_state

/*
 * entry_probe: notes the stack pointer that a function finds at its first
 * instruction, and goes on at *entry_then with the arguments as they came.
 */
	.globl	entry_probe
	.type	entry_probe, %function
entry_probe:
	.cfi_startproc
	hint	#34
	adrp	x16, entry_stack_pointer
	mov	x17, sp
	str	x17, [x16, #:lo12:entry_stack_pointer]
	adrp	x16, entry_then
	ldr	x16, [x16, #:lo12:entry_then]
	br	x16
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
 * every register as it finds it, but those that a switch passes things in (x0,
 * x1, x2) and those that it is told to overwrite. The value is a struct
 * overwriting: what to jump to, the context to go back to, and the value for it.
 * It stays suspended where it is, so nothing is stored.
 *
 * overwrite_NAME: other values there, then back; x1 and x2 as they were.
 */
	.globl	overwriting_context
	.type	overwriting_context, %function
overwriting_context:
	hint	#36
	ldr	x0, [x2]
	br	x0
	.size	overwriting_context, .-overwriting_context
#define OVERWRITE(name, ...) \
	.globl overwrite_##name; \
	.type overwrite_##name, %function; \
overwrite_##name: \
	hint #36; \
	__VA_ARGS__; \
	ldp x1, x2, [x2, #8]; \
	ldr x0, [x1, #CTX_SP]; \
	mov sp, x0; \
	ldr x0, [x1, #CTX_PC]; \
	br x0; \
	.size overwrite_##name, .-overwrite_##name
#define OVERWRITE_X(n) OVERWRITE(x##n, mov x##n, #-0x35)
#define OVERWRITE_V(n) OVERWRITE(v##n, movi v##n.16b, #255)

OVERWRITE_X(3)
OVERWRITE_X(4)
OVERWRITE_X(5)
OVERWRITE_X(6)
OVERWRITE_X(7)
OVERWRITE_X(8)
OVERWRITE_X(9)
OVERWRITE_X(10)
OVERWRITE_X(11)
OVERWRITE_X(12)
OVERWRITE_X(13)
OVERWRITE_X(14)
OVERWRITE_X(15)
OVERWRITE_X(16)
OVERWRITE_X(17)
OVERWRITE_X(18)
OVERWRITE_X(19)
OVERWRITE_X(20)
OVERWRITE_X(21)
OVERWRITE_X(22)
OVERWRITE_X(23)
OVERWRITE_X(24)
OVERWRITE_X(25)
OVERWRITE_X(26)
OVERWRITE_X(27)
OVERWRITE_X(28)
OVERWRITE_X(29)
OVERWRITE_X(30)
OVERWRITE_V(0)
OVERWRITE_V(1)
OVERWRITE_V(2)
OVERWRITE_V(3)
OVERWRITE_V(4)
OVERWRITE_V(5)
OVERWRITE_V(6)
OVERWRITE_V(7)
OVERWRITE_V(8)
OVERWRITE_V(9)
OVERWRITE_V(10)
OVERWRITE_V(11)
OVERWRITE_V(12)
OVERWRITE_V(13)
OVERWRITE_V(14)
OVERWRITE_V(15)
OVERWRITE_V(16)
OVERWRITE_V(17)
OVERWRITE_V(18)
OVERWRITE_V(19)
OVERWRITE_V(20)
OVERWRITE_V(21)
OVERWRITE_V(22)
OVERWRITE_V(23)
OVERWRITE_V(24)
OVERWRITE_V(25)
OVERWRITE_V(26)
OVERWRITE_V(27)
OVERWRITE_V(28)
OVERWRITE_V(29)
OVERWRITE_V(30)
OVERWRITE_V(31)

/* What only scalable vectors have: what is above the 16 bytes, predicates. */
	.arch	armv8.2-a+sve
#define ABOVE(n) mov z##n.q, q##n
#define FALSE(n) pfalse p##n.b
OVERWRITE(above16, ABOVE(0); ABOVE(1); ABOVE(2); ABOVE(3); ABOVE(4); ABOVE(5); ABOVE(6); ABOVE(7); ABOVE(8); ABOVE(9); ABOVE(10); ABOVE(11); ABOVE(12); ABOVE(13); ABOVE(14); ABOVE(15); ABOVE(16); ABOVE(17); ABOVE(18); ABOVE(19); ABOVE(20); ABOVE(21); ABOVE(22); ABOVE(23); ABOVE(24); ABOVE(25); ABOVE(26); ABOVE(27); ABOVE(28); ABOVE(29); ABOVE(30); ABOVE(31))
OVERWRITE(predicates, FALSE(0); FALSE(1); FALSE(2); FALSE(3); FALSE(4); FALSE(5); FALSE(6); FALSE(7); FALSE(8); FALSE(9); FALSE(10); FALSE(11); FALSE(12); FALSE(13); FALSE(14); FALSE(15))

	.section .note.GNU-stack,"",%progbits
