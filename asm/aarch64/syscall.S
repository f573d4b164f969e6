/*
 * long syscall(long number, ...)
 *
 * x0 = number, its arguments in x1-x6. A call that changes the signal mask is
 * made by `mask_system_call`, which sees it; any other is made here, on no
 * frame, as the C library makes it.
 */
#include "frame.h"

	FUNCTION(syscall)
	cmp	w0, #SYS_RT_SIGPROCMASK	/* the kernel looks at no more of it */
	b.eq	2f
	mov	w8, w0
	mov	x0, x1
	mov	x1, x2
	mov	x2, x3
	mov	x3, x4
	mov	x4, x5
	mov	x5, x6
	svc	#0
	cmn	x0, #4095		/* MAX_ERRNO (include/linux/err.h) */
	b.hs	1f
	ret

	/* Tail calls: the compiled function returns to our caller, not to us. */
1:	b	{failed}
2:	b	{mask_system_call}
	END_FUNCTION
