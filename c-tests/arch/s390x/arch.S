/*
 * arch.S: calls a function with every callee-saved register and FPC set to a value
 * of the test's, and reports what it finds afterwards. The order of the words is
 * that of REGISTERS in arch.h.
 */
#include "../../../asm/s390x/layout.h"

	.machine z13

#define WORDS 17

/* The frame: 160 bytes for calls, then these. */
#define OUR_F8 160
#define OUR_FPC 224
#define OUR_GOT 232
#define OUR_SET 240
#define OUR_UCP 248
#define OUR_WANT 256
#define OUR_ACCESS 264
#define OUR_GENERAL 328
#define FRAME 456

#define PROLOGUE \
	stmg	%r6, %r15, 48(%r15); \
	.cfi_offset %r6, -112; .cfi_offset %r7, -104; .cfi_offset %r8, -96; \
	.cfi_offset %r9, -88; .cfi_offset %r10, -80; .cfi_offset %r11, -72; \
	.cfi_offset %r12, -64; .cfi_offset %r13, -56; .cfi_offset %r14, -48; \
	.cfi_offset %r15, -40; \
	aghi	%r15, -FRAME; \
	.cfi_def_cfa_offset FRAME + 160; \
	std	%f8, OUR_F8(%r15); std %f9, OUR_F8+8(%r15); \
	std	%f10, OUR_F8+16(%r15); std %f11, OUR_F8+24(%r15); \
	std	%f12, OUR_F8+32(%r15); std %f13, OUR_F8+40(%r15); \
	std	%f14, OUR_F8+48(%r15); std %f15, OUR_F8+56(%r15); \
	.cfi_offset %f8, OUR_F8 - FRAME - 160; .cfi_offset %f9, OUR_F8 - FRAME - 152; \
	.cfi_offset %f10, OUR_F8 - FRAME - 144; .cfi_offset %f11, OUR_F8 - FRAME - 136; \
	.cfi_offset %f12, OUR_F8 - FRAME - 128; .cfi_offset %f13, OUR_F8 - FRAME - 120; \
	.cfi_offset %f14, OUR_F8 - FRAME - 112; .cfi_offset %f15, OUR_F8 - FRAME - 104; \
	stam	%a2, %a15, OUR_ACCESS(%r15); \
	stfpc	OUR_FPC(%r15)
#define LOAD(from) \
	lfpc	132(from); \
	ld	%f8, 64(from); ld %f9, 72(from); ld %f10, 80(from); ld %f11, 88(from); \
	ld	%f12, 96(from); ld %f13, 104(from); ld %f14, 112(from); ld %f15, 120(from); \
	lmg	%r6, %r13, 0(from)
#define STORE(to) \
	stmg	%r6, %r13, 0(to); \
	std	%f8, 64(to); std %f9, 72(to); std %f10, 80(to); std %f11, 88(to); \
	std	%f12, 96(to); std %f13, 104(to); std %f14, 112(to); std %f15, 120(to); \
	efpc	%r0; \
	llgfr	%r0, %r0; \
	stg	%r0, 128(to)
#define EPILOGUE \
	lfpc	OUR_FPC(%r15); \
	lam	%a2, %a15, OUR_ACCESS(%r15); \
	ld	%f8, OUR_F8(%r15); ld %f9, OUR_F8+8(%r15); \
	ld	%f10, OUR_F8+16(%r15); ld %f11, OUR_F8+24(%r15); \
	ld	%f12, OUR_F8+32(%r15); ld %f13, OUR_F8+40(%r15); \
	ld	%f14, OUR_F8+48(%r15); ld %f15, OUR_F8+56(%r15); \
	lmg	%r6, %r15, FRAME + 48(%r15); \
	.cfi_def_cfa_offset 160; \
	.cfi_restore %r6; .cfi_restore %r7; .cfi_restore %r8; .cfi_restore %r9; \
	.cfi_restore %r10; .cfi_restore %r11; .cfi_restore %r12; .cfi_restore %r13; \
	.cfi_restore %r14; .cfi_restore %r15; \
	.cfi_restore %f8; .cfi_restore %f9; .cfi_restore %f10; .cfi_restore %f11; \
	.cfi_restore %f12; .cfi_restore %f13; .cfi_restore %f14; .cfi_restore %f15; \
	br	%r14

	.text
/* long call_with_registers(fn, a, b, const uint64_t *want, uint64_t *got): fn(a, b, 0) */
	.globl	call_with_registers
	.type	call_with_registers, @function
	.balign	8
call_with_registers:
	.cfi_startproc
	PROLOGUE
	stg	%r6, OUR_GOT(%r15)
	lgr	%r1, %r2
	lgr	%r2, %r3
	lgr	%r3, %r4
	lghi	%r4, 0
	LOAD(%r5)
	basr	%r14, %r1
	lg	%r1, OUR_GOT(%r15)
	STORE(%r1)
	lgfr	%r2, %r2
	EPILOGUE
	.cfi_endproc
	.size	call_with_registers, .-call_with_registers

/*
 * void return_twice(get, set, ucp, const uint64_t want[2][N], uint64_t *got): get(ucp)
 * with want[0] in the registers, then set(ucp) with want[1], and reports what
 * is there when get returns again. got[N] must be 0 before.
 */
	.globl	return_twice
	.type	return_twice, @function
	.balign	8
return_twice:
	.cfi_startproc
	PROLOGUE
	stg	%r6, OUR_GOT(%r15)
	stg	%r3, OUR_SET(%r15)
	stg	%r4, OUR_UCP(%r15)
	stg	%r5, OUR_WANT(%r15)
	lgr	%r1, %r2
	lgr	%r2, %r4
	LOAD(%r5)
	basr	%r14, %r1
	lg	%r1, OUR_GOT(%r15)
	lt	%r0, 8 * WORDS + 4(%r1)
	jne	1f
	mvi	8 * WORDS + 7(%r1), 1
	lg	%r1, OUR_SET(%r15)
	lg	%r2, OUR_UCP(%r15)
	lg	%r5, OUR_WANT(%r15)
	aghi	%r5, 8 * WORDS
	LOAD(%r5)
	basr	%r14, %r1
	.short	0
1:	STORE(%r1)
	EPILOGUE
	.cfi_endproc
	.size	return_twice, .-return_twice

/*
 * void interrupt_with_state(const struct whole_state *want, struct whole_state
 * *got, int has_vectors): loads the state, traps, and stores what it finds then.
 */
#define STATE_FLAGS 120
#define STATE_FPC 128
#define STATE_ACCESS 136
#define STATE_VECTOR 192
	.globl	interrupt_with_state
	.type	interrupt_with_state, @function
	.balign	8
interrupt_with_state:
	.cfi_startproc
	PROLOGUE
	stg	%r3, OUR_GOT(%r15)
	stg	%r4, OUR_SET(%r15)
	lfpc	STATE_FPC + 4(%r2)
	lam	%a2, %a15, STATE_ACCESS(%r2)
	cgije	%r4, 0, 1f
	vlm	%v0, %v15, STATE_VECTOR(%r2)
	vlm	%v16, %v31, STATE_VECTOR + 256(%r2)
	j	2f
1:
	ld	%f0, STATE_VECTOR + 0(%r2)
	ld	%f1, STATE_VECTOR + 16(%r2)
	ld	%f2, STATE_VECTOR + 32(%r2)
	ld	%f3, STATE_VECTOR + 48(%r2)
	ld	%f4, STATE_VECTOR + 64(%r2)
	ld	%f5, STATE_VECTOR + 80(%r2)
	ld	%f6, STATE_VECTOR + 96(%r2)
	ld	%f7, STATE_VECTOR + 112(%r2)
	ld	%f8, STATE_VECTOR + 128(%r2)
	ld	%f9, STATE_VECTOR + 144(%r2)
	ld	%f10, STATE_VECTOR + 160(%r2)
	ld	%f11, STATE_VECTOR + 176(%r2)
	ld	%f12, STATE_VECTOR + 192(%r2)
	ld	%f13, STATE_VECTOR + 208(%r2)
	ld	%f14, STATE_VECTOR + 224(%r2)
	ld	%f15, STATE_VECTOR + 240(%r2)
2:	lg	%r1, STATE_FLAGS(%r2)
	spm	%r1
	lmg	%r0, %r14, 0(%r2)
	.short	0
	stmg	%r0, %r14, OUR_GENERAL(%r15)
	ipm	%r2
	lg	%r3, OUR_GOT(%r15)
	mvc	0(120, %r3), OUR_GENERAL(%r15)
	nilf	%r2, 0x3f000000
	llgfr	%r2, %r2
	stg	%r2, STATE_FLAGS(%r3)
	efpc	%r2
	llgfr	%r2, %r2
	stg	%r2, STATE_FPC(%r3)
	stam	%a2, %a15, STATE_ACCESS(%r3)
	lg	%r4, OUR_SET(%r15)
	cgije	%r4, 0, 1f
	vstm	%v0, %v15, STATE_VECTOR(%r3)
	vstm	%v16, %v31, STATE_VECTOR + 256(%r3)
	j	2f
1:
	std	%f0, STATE_VECTOR + 0(%r3)
	std	%f1, STATE_VECTOR + 16(%r3)
	std	%f2, STATE_VECTOR + 32(%r3)
	std	%f3, STATE_VECTOR + 48(%r3)
	std	%f4, STATE_VECTOR + 64(%r3)
	std	%f5, STATE_VECTOR + 80(%r3)
	std	%f6, STATE_VECTOR + 96(%r3)
	std	%f7, STATE_VECTOR + 112(%r3)
	std	%f8, STATE_VECTOR + 128(%r3)
	std	%f9, STATE_VECTOR + 144(%r3)
	std	%f10, STATE_VECTOR + 160(%r3)
	std	%f11, STATE_VECTOR + 176(%r3)
	std	%f12, STATE_VECTOR + 192(%r3)
	std	%f13, STATE_VECTOR + 208(%r3)
	std	%f14, STATE_VECTOR + 224(%r3)
	std	%f15, STATE_VECTOR + 240(%r3)
2:	lghi	%r2, 0
	spm	%r2
	EPILOGUE
	.cfi_endproc
	.size	interrupt_with_state, .-interrupt_with_state

/* entry_probe: notes where the stack pointer is at a function's first instruction,
 * and goes on in *entry_then with everything as it came. */
	.globl	entry_probe
	.type	entry_probe, @function
	.balign	8
entry_probe:
	.cfi_startproc
	larl	%r1, entry_stack_pointer
	stg	%r15, 0(%r1)
	larl	%r1, entry_then
	lg	%r1, 0(%r1)
	br	%r1
	.cfi_endproc
	.size	entry_probe, .-entry_probe
	.bss
	.balign 8
	.globl	entry_stack_pointer, entry_then
entry_stack_pointer:
	.zero 8
entry_then:
	.zero 8
	.text

/*
 * overwriting_context: where a context of the native layer goes on that leaves
 * every register as it finds it, but those that a switch passes things in (r2,
 * r3, r4) and those that it is told to overwrite. The value is a struct
 * overwriting: what to jump to, the context to go back to, and the value for it.
 * It stays suspended where it is, so nothing is stored.
 *
 * overwrite_NAME: other values there, then back; r3 and r4 as they were.
 */
	.globl	overwriting_context
	.type	overwriting_context, @function
	.balign	8
overwriting_context:
	lg	%r2, 0(%r4)
	br	%r2
	.size	overwriting_context, .-overwriting_context
#define OVERWRITE(name, ...) \
	.globl overwrite_##name; \
	.type overwrite_##name, @function; \
overwrite_##name: \
	__VA_ARGS__; \
	lmg %r3, %r4, 8(%r4); \
	lg %r15, CTX_SP(%r3); \
	lg %r2, CTX_PC(%r3); \
	br %r2; \
	.size overwrite_##name, .-overwrite_##name
#define OVERWRITE_R(n) OVERWRITE(r##n, lghi %r##n, -0x35)
#define OVERWRITE_F(n) OVERWRITE(f##n, larl %r2, other; ld %f##n, 0(%r2))
#define OVERWRITE_V(n) OVERWRITE(v##n, vone %v##n)

OVERWRITE_R(0)
OVERWRITE_R(1)
OVERWRITE_R(5)
OVERWRITE_R(6)
OVERWRITE_R(7)
OVERWRITE_R(8)
OVERWRITE_R(9)
OVERWRITE_R(10)
OVERWRITE_R(11)
OVERWRITE_R(12)
OVERWRITE_R(13)
OVERWRITE_R(14)
OVERWRITE_F(0)
OVERWRITE_F(1)
OVERWRITE_F(2)
OVERWRITE_F(3)
OVERWRITE_F(4)
OVERWRITE_F(5)
OVERWRITE_F(6)
OVERWRITE_F(7)
OVERWRITE_F(8)
OVERWRITE_F(9)
OVERWRITE_F(10)
OVERWRITE_F(11)
OVERWRITE_F(12)
OVERWRITE_F(13)
OVERWRITE_F(14)
OVERWRITE_F(15)
OVERWRITE_V(0)
OVERWRITE_V(1)
OVERWRITE_V(2)
OVERWRITE_V(3)
OVERWRITE_V(4)
OVERWRITE_V(5)
OVERWRITE_V(6)
OVERWRITE_V(7)
OVERWRITE_V(8)
OVERWRITE_V(9)
OVERWRITE_V(10)
OVERWRITE_V(11)
OVERWRITE_V(12)
OVERWRITE_V(13)
OVERWRITE_V(14)
OVERWRITE_V(15)
OVERWRITE_V(16)
OVERWRITE_V(17)
OVERWRITE_V(18)
OVERWRITE_V(19)
OVERWRITE_V(20)
OVERWRITE_V(21)
OVERWRITE_V(22)
OVERWRITE_V(23)
OVERWRITE_V(24)
OVERWRITE_V(25)
OVERWRITE_V(26)
OVERWRITE_V(27)
OVERWRITE_V(28)
OVERWRITE_V(29)
OVERWRITE_V(30)
OVERWRITE_V(31)

	.section .rodata
	.balign 8
other:
	.quad	-0x35

	.section .note.GNU-stack,"",@progbits
