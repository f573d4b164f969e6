/*
 * long syscall(long number, ...)
 *
 * r3 = number, its arguments in r4-r9. A call that changes the signal mask is
 * made by `mask_system_call`, which sees it; any other is made here, on no
 * frame, as the C library makes it. An error is a positive number and SO in cr0.
 */
#include "frame.h"

	FUNCTION(syscall, syscall)
	cmpwi	r3, SYS_RT_SIGPROCMASK
	beq	2f
	mr	r0, r3
	mr	r3, r4
	mr	r4, r5
	mr	r5, r6
	mr	r6, r7
	mr	r7, r8
	mr	r8, r9
	sc
	bso	1f
	blr

	/* Tail calls: the compiled function returns to our caller, not to us. */
1:	neg	r3, r3
	b	{failed}
2:	b	{mask_system_call}
	END_FUNCTION
