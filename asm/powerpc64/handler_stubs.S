/*
 * What the kernel is given in place of signal handlers (src/sigmask/handlers.rs):
 * one stub for each. It says that the signal mask is not known, calls the
 * handler with its three arguments, says so again, and returns to where the
 * kernel wants a handler to return to.
 *
 * That restores the thread pointer from the frame, as any register: if the handler
 * was moved to another thread meanwhile, it would leave that one with this one's.
 * So a thread pointer that the handler left alone is the current one's at the end.
 * Not every handler is told where the ucontext_t is: the kernel leaves it
 * SIGFRAME_UCONTEXT above the stack pointer, qemu's emulation of user programs
 * SIGFRAME_OF_QEMU; one of its pointers into itself tells.
 *
 * r12 = the stub, as at any call through a pointer.
 *
 *        +72  the thread pointer that the frame has, which need not be r13: another
 *             signal's handler may have moved us before our first instruction
 *        +64  ucontext_t *
 *        +56  the stub's number
 *        +32  r3, r4, r5: signal, siginfo_t *, ucontext_t *
 *   r1   +0   header, with our TOC pointer
 */
#include "frame.h"

	BEGIN(handler_stubs)
	.set	.Lnumber, 0
	.rept	HANDLER_STUBS
	li	r11, .Lnumber
	b	1f
	.p2align 4
	.set	.Lnumber, .Lnumber + 1
	.endr
	/* An error if the stubs are larger than they are said to be. */
	.org	fastctx_asm_handler_stubs + HANDLER_STUBS * HANDLER_STUB_SIZE

1:	sldi	r0, r11, 4		/* HANDLER_STUB_SIZE */
	subf	r12, r0, r12
	SET_TOC(fastctx_asm_handler_stubs)
	ld	r9, SIGFRAME_OF_QEMU+UC_REGS(r1)
	addi	r10, r1, SIGFRAME_OF_QEMU+UC_R0
	cmpd	r9, r10
	addi	r9, r1, SIGFRAME_OF_QEMU
	beq	2f
	addi	r9, r1, SIGFRAME_UCONTEXT
2:	ld	r10, UC_R13(r9)
	PUSH_FRAME(80)
	std	r2, FRAME_TOC(r1)
	std	r3, 32(r1)
	std	r4, 40(r1)
	std	r5, 48(r1)
	std	r11, 56(r1)
	std	r9, 64(r1)
	std	r10, 72(r1)
	CALL({forget})
	ld	r11, 56(r1)
	LOAD_ADDRESS(r12, {handlers})
	ld	r3, 32(r1)
	sldi	r11, r11, 3
	ld	r4, 40(r1)
	ldx	r12, r12, r11
	ld	r5, 48(r1)
	mtctr	r12
	bctrl
	ld	r2, FRAME_TOC(r1)
	CALL({returns})
	ld	r9, 64(r1)
	ld	r10, 72(r1)
	ld	r11, UC_R13(r9)
	cmpd	r10, r11
	bne	3f
	std	r13, UC_R13(r9)
3:	POP_FRAME(80)
	blr
	END_FUNCTION
