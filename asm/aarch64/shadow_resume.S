/*
 * How setcontext and swapcontext go on after `leave` where shadow stacks are on.
 *
 * x1 = the context that is resumed, w17 = what `leave` answered; the stack and x30 as
 * at their entry.
 *
 * A made context begins with an empty shadow stack: the call that its function's
 * return belongs to is made on it, by the trampoline, whose return address is in
 * the context's x30 already.
 */
#include "shadow_stack.h"

	BEGIN(shadow_resume)
	cmp	w17, #RESUME_SAVED
	b.lt	9f
	cmp	w17, #RESUME_SIGNAL_FRAME
	b.eq	7f
	LOAD_TARGET

	/* x15 = the pointer to come to, where the return address is still there; zero if
	 * that is off already, for we were jumped to, or there is none. */
	mov	x15, #0
	ldr	w4, [x1, #UC_GCS]
	LOAD_CONSTANT(w5, GCS_MAGIC)
	cmp	w4, w5
	b.ne	2f
	ldr	x4, [x1, #UC_GCS_POINTER]
	tbnz	x4, #0, 1f		/* SHADOW_STACK_IS_FRESH */
	mrs	x5, GCSPR_EL0
	cmp	x4, x5
	b.eq	2f
	sub	x4, x4, #8
1:	mov	x15, x4
	and	x4, x4, #~SHADOW_STACK_IS_FRESH
	GO_TO_SHADOW_STACK

2:	SWITCH_STACK_SLOWLY
	cbz	x15, 4f
	tbnz	x15, #0, fastctx_asm_trampoline
	ldr	x16, [x15]
	cmp	x16, x10
	b.ne	3f
	ret	x10
	/* Other calls of the function that called getcontext have written there since, or
	 * the program has changed where the context goes on: take the address off.
	 * (Compilers put a landing pad behind a call of getcontext.) */
3:	GCSPOPM(xzr)
4:	mov	x16, x10
	br	x16
	.cfi_restore_state

	/* A signal frame: the kernel has the pointer in it, and wants to find its own
	 * token there. */
7:	LOAD_CONSTANT(w7, GCS_MAGIC)
	add	x4, x1, #UC_FPSIMD
8:	ldp	w5, w6, [x4]
	cmp	w5, w7
	b.eq	10f
	add	x4, x4, x6
	cbnz	w5, 8b
	b	11f			/* there is none: it dies */
10:	ldr	x4, [x4, #UC_GCS_POINTER-UC_GCS]
	GO_TO_SHADOW_STACK
11:	SIGRETURN

9:	mov	w0, w17			/* RESUME_FAILED = -1 */
	ret
	END_FUNCTION
