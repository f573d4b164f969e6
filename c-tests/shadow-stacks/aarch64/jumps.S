/*
 * setjmp and longjmp as they are in a glibc that knows of guarded control stacks, 2.41
 * and later, in place of those of an older one: a jump takes as much off the shadow
 * stack as off the stack. In the static programs of these tests; the C library's own
 * functions use them too.
 */
#define X19 0
#define X21 16
#define X23 32
#define X25 48
#define X27 64
#define X29 80
#define GCS_POINTER 96 /* where glibc 2.41 has it */
#define SP 104
#define D8 112
#define D10 128
#define D12 144
#define D14 160

	.macro	function name
	.globl	\name
	.type	\name, %function
\name:	.cfi_startproc
	hint	#34
	.endm
	.macro	end name
	.cfi_endproc
	.size	\name, . - \name
	.endm

	.text
	function _setjmp
	mov	w1, #0
	b	__sigsetjmp
	end	_setjmp

	function setjmp
	mov	w1, #1
	b	__sigsetjmp
	end	setjmp

	function __sigsetjmp
	stp	x19, x20, [x0, #X19]
	stp	x21, x22, [x0, #X21]
	stp	x23, x24, [x0, #X23]
	stp	x25, x26, [x0, #X25]
	stp	x27, x28, [x0, #X27]
	stp	x29, x30, [x0, #X29]
	stp	d8, d9, [x0, #D8]
	stp	d10, d11, [x0, #D10]
	stp	d12, d13, [x0, #D12]
	stp	d14, d15, [x0, #D14]
	mov	x2, sp
	str	x2, [x0, #SP]
	mov	x16, #1
	hint	#40			/* chkfeat x16 */
	tbnz	x16, #0, 1f
	mrs	x2, s3_3_c2_c5_1	/* gcspr_el0 */
	add	x2, x2, #8
	str	x2, [x0, #GCS_POINTER]
1:	b	__sigjmp_save
	end	__sigsetjmp

	function __longjmp
	mov	x16, #1
	hint	#40
	tbnz	x16, #0, 2f
	ldr	x2, [x0, #GCS_POINTER]
	mrs	x3, s3_3_c2_c5_1
1:	cmp	x2, x3
	b.eq	2f
	sysl	xzr, #3, c7, c7, #1	/* gcspopm */
	add	x3, x3, #8
	b	1b
2:	ldp	x19, x20, [x0, #X19]
	ldp	x21, x22, [x0, #X21]
	ldp	x23, x24, [x0, #X23]
	ldp	x25, x26, [x0, #X25]
	ldp	x27, x28, [x0, #X27]
	ldp	x29, x30, [x0, #X29]
	ldp	d8, d9, [x0, #D8]
	ldp	d10, d11, [x0, #D10]
	ldp	d12, d13, [x0, #D12]
	ldp	d14, d15, [x0, #D14]
	ldr	x2, [x0, #SP]
	mov	sp, x2
	cmp	w1, #0
	csinc	w0, w1, wzr, ne
	mov	x16, x30		/* br x30 wants another landing pad */
	br	x16
	end	__longjmp

	.globl	____longjmp_chk
	.set	____longjmp_chk, __longjmp
	.section .note.GNU-stack, "", %progbits
