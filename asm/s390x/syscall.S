/*
 * long syscall(long number, ...)
 *
 * r2 = number, its arguments in r3-r6 and at 160(%r15). A call that changes the
 * signal mask is made by `mask_system_call`, which sees it; any other is made
 * here, on no frame, as the C library makes it.
 */
#include "frame.h"

	FUNCTION(syscall)
	chi	%r2, SYS_RT_SIGPROCMASK
	je	2f
	stmg	%r6, %r7, 48(%r15)
	.cfi_offset %r6, -112
	.cfi_offset %r7, -104
	lgfr	%r1, %r2		/* the kernel looks at no more */
	lgr	%r2, %r3
	lgr	%r3, %r4
	lgr	%r4, %r5
	lgr	%r5, %r6
	lmg	%r6, %r7, SAVE_AREA(%r15)
	svc	0
	lmg	%r6, %r7, 48(%r15)
	.cfi_restore %r6
	.cfi_restore %r7
	lghi	%r1, -4095		/* -MAX_ERRNO (include/linux/err.h) */
	clgrjhe	%r2, %r1, 1f
	br	%r14

	/* Tail calls: the compiled function returns to our caller, not to us. */
1:	jg	{failed}
2:	jg	{mask_system_call}
	END_FUNCTION
