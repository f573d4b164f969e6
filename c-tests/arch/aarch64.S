/*
 * aarch64.S: calls a function with every callee-saved register and FPCR set to
 * a value of the test's, and reports what it finds afterwards. The order of
 * the words is that of REGISTERS in aarch64.h.
 */
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

	.section .note.GNU-stack,"",%progbits
