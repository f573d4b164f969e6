/*
 * long syscall(long number, ...)
 *
 * a0 = number, its arguments in a1-a6. A call that changes the signal mask is
 * made by `mask_system_call`, which sees it; any other is made here, on no
 * frame, as the C library makes it.
 */
#include "frame.h"

	FUNCTION(syscall)
	li	t1, SYS_RT_SIGPROCMASK
	beq	a0, t1, 2f
	mv	t1, a0
	mv	a0, a1
	mv	a1, a2
	mv	a2, a3
	mv	a3, a4
	mv	a4, a5
	mv	a5, a6
	mv	a7, t1
	ecall
	li	t1, -4095		/* MAX_ERRNO (include/linux/err.h) */
	bgeu	a0, t1, 1f
	ret

	/* Tail calls: the compiled function returns to our caller, not to us. */
1:	tail	{failed}
2:	tail	{mask_system_call}
	END_FUNCTION
