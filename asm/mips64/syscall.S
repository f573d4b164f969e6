/*
 * long syscall(long number, ...)
 *
 * a0 = number, its arguments in a1-a6. A call that changes the signal mask is
 * made by `mask_system_call`, which sees it; any other is made here, on no
 * frame, as the C library makes it. The kernel says in a3 whether it failed, and
 * loses our address.
 */
#include "frame.h"

	FUNCTION(syscall)
	li	at, SYS_RT_SIGPROCMASK
	beq	a0, at, 2f
	 move	v0, a0
	move	a0, a1
	move	a1, a2
	move	a2, a3
	move	a3, a4
	move	a4, a5
	move	a5, a6
	syscall
	bnez	a3, 1f
	 move	t0, ra
	jr	ra
	 nop

	.cfi_register 31, 12
1:	bal	3f
	 dsubu	a0, zero, v0
3:	daddiu	t9, ra, fastctx_asm_syscall-3b
	move	ra, t0
	.cfi_restore 31
	SETUP_ADDRESSES(fastctx_asm_syscall)
	TAIL_CALL({failed})
2:	SETUP_ADDRESSES(fastctx_asm_syscall)
	TAIL_CALL({mask_system_call})
	END_FUNCTION
