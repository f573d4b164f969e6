/*
 * long syscall(long number, ...)
 *
 * r0 = number, its arguments in r1-r3 and then on the stack, up to seven in all. A
 * call that changes the signal mask is made by `mask_system_call`, which sees it;
 * any other is made here, as the C library makes it.
 */
#include "frame.h"

	FUNCTION(syscall)
	cmp	r0, #SYS_RT_SIGPROCMASK
	it	ne
	cmpne	r0, #SYS_SIGPROCMASK
	beq	2f
	mov	r12, sp
	push	REGISTERS(r4-r7)
	.cfi_def_cfa_offset 16
	.cfi_offset r4, -16
	.cfi_offset r5, -12
	.cfi_offset r6, -8
	.cfi_offset r7, -4
	mov	r7, r0
	mov	r0, r1
	mov	r1, r2
	mov	r2, r3
	ldm	r12, REGISTERS(r3-r6)
	svc	#0
	pop	REGISTERS(r4-r7)
	.cfi_def_cfa_offset 0
	.cfi_restore r4
	.cfi_restore r5
	.cfi_restore r6
	.cfi_restore r7
	cmn	r0, #4096		/* above -MAX_ERRNO (include/linux/err.h) */
	it	lo
	bxlo	lr

	/* Tail calls: the compiled function returns to our caller, not to us. */
	b	{failed}
2:	b	{mask_system_call}
	END_FUNCTION
