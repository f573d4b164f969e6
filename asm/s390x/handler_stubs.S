/*
 * What the kernel is given in place of signal handlers (src/sigmask/handlers.rs):
 * one stub for each. It says that the signal mask is not known, calls the
 * handler with its arguments, says so again, and returns to where the kernel
 * wants a handler to return to.
 *
 *        +216  the kernel's frame  <- r15 at entry
 *        +208  the thread pointer that is in that, and
 *        +200  where
 *        +192  the stub's number
 *        +160  r2, r3, r4, r5: signal, siginfo_t *, ucontext_t *, and one more
 *   r15  +0    a register save area
 *
 * The kernel's frame has the thread pointer in it: the interrupted code's, which
 * a handler that went on in another thread must not set there. So one that the handler
 * left alone is the current one's at the end. (It need not be the current one's here:
 * another signal may have interrupted us at the first instruction, and its handler have
 * gone on in another thread.) Handlers without SA_SIGINFO have a frame of another form,
 * which has the registers in the same order.
 */
#include "frame.h"

#define NUMBER (SAVE_AREA + 32)
#define PLACE (SAVE_AREA + 40)
#define AT_ENTRY (SAVE_AREA + 48)
#define STUB_FRAME (SAVE_AREA + 56)

	BEGIN(handler_stubs)
	.set	.Lnumber, 0
	.rept	HANDLER_STUBS
	lghi	%r0, .Lnumber
	j	1f
	.p2align 4
	.set	.Lnumber, .Lnumber + 1
	.endr
	/* An error if the stubs are larger than they are said to be. */
	.org	fastctx_asm_handler_stubs + HANDLER_STUBS * HANDLER_STUB_SIZE

1:	PUSH_FRAME(56)
	stmg	%r2, %r5, SAVE_AREA(%r15)
	stg	%r0, NUMBER(%r15)
	lay	%r1, STUB_FRAME + OLD_SIGFRAME_A0(%r15)
	lay	%r5, STUB_FRAME + SIGFRAME_UCONTEXT(%r15)
	cgrjne	%r5, %r4, 2f
	la	%r1, UC_A0(%r4)
2:	stg	%r1, PLACE(%r15)
	mvc	AT_ENTRY(8, %r15), 0(%r1)
	brasl	%r14, {forget}
	lg	%r1, NUMBER(%r15)
	sllg	%r1, %r1, 3
	larl	%r5, {handlers}
	lg	%r1, 0(%r1, %r5)
	lmg	%r2, %r5, SAVE_AREA(%r15)
	basr	%r14, %r1
	brasl	%r14, {returns}
	lg	%r3, PLACE(%r15)
	clc	AT_ENTRY(8, %r15), 0(%r3)
	jne	3f
	stam	%a0, %a1, 0(%r3)
3:	RESTART_THREAD_WORD(UC_PSW_ADDR - UC_A0, %r3)
	POP_FRAME(56)
	br	%r14
	END_FUNCTION
