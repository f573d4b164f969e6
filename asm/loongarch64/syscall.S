/*
 * long syscall(long number, ...)
 *
 * a0 = number, its arguments in a1-a6. A call that changes the signal mask is
 * made by `mask_system_call`, which sees it; any other is made here, on no
 * frame, as the C library makes it.
 */
#include "frame.h"

	FUNCTION(syscall)
	li.w	$t0, SYS_RT_SIGPROCMASK
	beq	$a0, $t0, 2f
	move	$a7, $a0
	move	$a0, $a1
	move	$a1, $a2
	move	$a2, $a3
	move	$a3, $a4
	move	$a4, $a5
	move	$a5, $a6
	syscall	0
	li.w	$t0, -4096		/* MAX_ERRNO (include/linux/err.h), and one more */
	bltu	$t0, $a0, 1f
	ret

	/* Tail calls: the compiled function returns to our caller, not to us. */
1:	b	{failed}
2:	b	{mask_system_call}
	END_FUNCTION
