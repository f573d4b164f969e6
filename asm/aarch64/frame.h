/*
 * frame.h: what the aarch64 functions share: entry and end, saving a context,
 * resuming one, and the unwind information that goes with each step.
 *
 * Every file of this folder is the body of one naked Rust function (see
 * src/ucontext/mod.rs): the compiler writes the symbol, its type and size, and
 * replaces {name} by the Rust function or static that `name` is bound to.
 *
 * Registers, from entry to the last instruction of a switch:
 *   x0   the context being saved (swapcontext, getcontext)
 *   x1   the context being resumed, live until its own x1 is loaded last
 *   x9   its stack pointer, loaded early
 *   x10  its program counter, loaded early
 *   x11  its uc_flags, loaded early
 *   x12  UC_MARK_SAVED
 *   x13  its FPCR, loaded early
 *   x14  the FPCR in force
 *   x15  scratch
 *   x16  the descriptor of the thread's signal mask, then that mask
 *   x17  the thread pointer; in the slow path what `leave` answered
 * The slow path has x15 and x16 for shadow_resume.S.
 *
 * A context is entered by `ret x10`: unlike `br` it may lead to an address
 * that is no landing pad, as the place behind a call is none.
 */
#include "layout.h"
#include "../include/dwarf.h"
#include "../include/marks.h"

/*
 * Instructions of later architecture versions, which are no-ops on earlier
 * ones, by their place in the hint space: every assembler knows that.
 */
#define BTI_C hint #34
#define PACIASP hint #25
#define AUTIASP hint #29

/* A hidden second name for calls from our own code: never through the PLT. */
#define BEGIN(name) \
	.globl fastctx_asm_##name; \
	.hidden fastctx_asm_##name; \
	.type fastctx_asm_##name, %function; \
fastctx_asm_##name: \
	.cfi_startproc
#define FUNCTION(name) BEGIN(name); BTI_C
/* The bodies share one section: padding at the end aligns whatever follows to
 * a cache line, which the compiler does not let a naked function ask for. */
#define END_FUNCTION \
	.cfi_endproc; \
	.p2align 6

/* A frame record with `size` bytes for both, the return address signed. */
#define PUSH_FRAME(size) \
	PACIASP; \
	.cfi_negate_ra_state; \
	stp x29, x30, [sp, #-(size)]!; \
	.cfi_def_cfa_offset size; \
	.cfi_offset x29, -(size); \
	.cfi_offset x30, -(size) + 8; \
	mov x29, sp

#define POP_FRAME(size) \
	ldp x29, x30, [sp], #(size); \
	.cfi_def_cfa_offset 0; \
	.cfi_restore x29; \
	.cfi_restore x30; \
	AUTIASP; \
	.cfi_negate_ra_state

/* DWARF register numbers (DWARF for the Arm 64-bit Architecture, table 4.1). */
#define DW_X(n) (n)
#define DW_PC 32
#define DW_V(n) (64 + (n))

/*
 * Where the resumed context goes on is two registers here. Its x30 is where
 * the function that it goes on in returns to, or for one that called us the
 * address behind that call; its pc differs from that only when it is about to
 * enter a function, as a made context is. An unwinder that knows x30 alone
 * (libgcc) finds the caller of that function, the trampoline, and not itself
 * over and over; one that knows pc as a register (gdb) finds the function too.
 * That looks up the byte before a return address: what it is given is one
 * more, so that it finds the function even at its first byte.
 */
#define CFI_RESUMES_AT_X10 \
	.cfi_escape DW_CFA_val_expression, DW_PC, 2, DW_OP_breg(DW_X(10)), 1
#define CFI_RESUMES_AT_SAVED(base) \
	CFI_SAVED_AT(DW_X(30), base, UC_X30); \
	.cfi_escape DW_CFA_val_expression, DW_PC, 6, \
		DW_OP_breg(base), SLEB128(UC_PC), DW_OP_deref, DW_OP_plus_uconst, 1

/* All that a call preserves, but the return address. */
#define CFI_CALLEE_SAVED_AT(base) \
	CFI_SAVED_AT(DW_X(19), base, UC_X19); \
	CFI_SAVED_AT(DW_X(20), base, UC_X20); \
	CFI_SAVED_AT(DW_X(21), base, UC_X21); \
	CFI_SAVED_AT(DW_X(22), base, UC_X22); \
	CFI_SAVED_AT(DW_X(23), base, UC_X23); \
	CFI_SAVED_AT(DW_X(24), base, UC_X24); \
	CFI_SAVED_AT(DW_X(25), base, UC_X25); \
	CFI_SAVED_AT(DW_X(26), base, UC_X26); \
	CFI_SAVED_AT(DW_X(27), base, UC_X27); \
	CFI_SAVED_AT(DW_X(28), base, UC_X28); \
	CFI_SAVED_AT(DW_X(29), base, UC_X29)

#define CFI_FP_CALLEE_SAVED_AT(base) \
	CFI_SAVED_AT(DW_V(8), base, UC_V8); \
	CFI_SAVED_AT(DW_V(9), base, UC_V9); \
	CFI_SAVED_AT(DW_V(10), base, UC_V10); \
	CFI_SAVED_AT(DW_V(11), base, UC_V11); \
	CFI_SAVED_AT(DW_V(12), base, UC_V12); \
	CFI_SAVED_AT(DW_V(13), base, UC_V13); \
	CFI_SAVED_AT(DW_V(14), base, UC_V14); \
	CFI_SAVED_AT(DW_V(15), base, UC_V15)

/* A 32-bit constant. */
#define LOAD_CONSTANT(reg, value) \
	mov reg, #((value) & 0xffff); \
	movk reg, #((value) >> 16), lsl #16

/*
 * Save everything into the context at x0, to be resumed as if this function
 * returned 0 to its caller: the slot of x0 is that result. The FP state is a
 * record as the kernel writes it, so that others can read it too: one pair of
 * words holds {magic, size} and {FPSR, FPCR}, FPSR being 0 unless
 * FASTCTX_FPENV=full stores it (src/ucontext/slow.rs). x18 belongs to the
 * platform, and goes with the context as it does in the kernel and in glibc.
 * Clobbers x12 (left UC_MARK_SAVED), x14 (left FPCR) and x15. The mark says
 * that the context carries no mask; whoever stores one adds UC_MARK_HAS_MASK.
 */
#define SAVE_REGISTERS \
	mrs x14, fpcr; \
	stp xzr, x1, [x0, #UC_X0]; \
	stp x2, x3, [x0, #UC_X2]; \
	stp x4, x5, [x0, #UC_X4]; \
	stp x6, x7, [x0, #UC_X6]; \
	mov x15, sp; \
	stp x18, x19, [x0, #UC_X18]; \
	stp x20, x21, [x0, #UC_X20]; \
	stp x22, x23, [x0, #UC_X22]; \
	stp x24, x25, [x0, #UC_X24]; \
	stp x26, x27, [x0, #UC_X26]; \
	stp x28, x29, [x0, #UC_X28]; \
	stp x30, x15, [x0, #UC_X30]; \
	stp x30, xzr, [x0, #UC_PC]; \
	LOAD_CONSTANT(w12, FPSIMD_MAGIC); \
	movk x12, #FPSIMD_SIZE, lsl #32; \
	lsl x15, x14, #32; \
	stp x12, x15, [x0, #UC_FPSIMD]; \
	LOAD_CONSTANT(w12, UC_MARK_SAVED); \
	stp q8, q9, [x0, #UC_V8]; \
	stp q10, q11, [x0, #UC_V10]; \
	stp q12, q13, [x0, #UC_V12]; \
	stp q14, q15, [x0, #UC_V14]; \
	str xzr, [x0, #UC_FPSIMD_END]; \
	str x12, [x0, #UC_SECOND_MARK]; \
	str x12, [x0, #UC_FLAGS]

/* Early loads: a load just behind our own stores may wait for them. */
#define LOAD_TARGET \
	ldp x9, x10, [x1, #UC_SP]; \
	ldr w13, [x1, #UC_FPCR]

#define LOAD_FAST_MARK(reg) \
	adrp x##reg, {fast_mark}; \
	ldr w##reg, [x##reg, #:lo12:{fast_mark}]

/*
 * The thread's signal mask, if it is known: x16 = the descriptor of it in
 * {descriptors} (see src/rseq). Otherwise goes to `unknown`. The word is the
 * whole answer where the C library registered rseq; where we did, it is the
 * descriptor behind another table's length, and the kernel's word has to say
 * the same: MASK_IN_OWN_SLOT, out of line. Clobbers x15 and x17.
 *
 * A signal handler may move its context to another thread between any two
 * instructions, so the thread pointer is read again behind the loads that go
 * by it. What that cannot see is a context that was moved away just before such
 * a load and back just behind it: two signals, on two threads, with one
 * instruction between them (two in MASK_IN_OWN_SLOT). To see that as well takes
 * a store-exclusive (src/arch/aarch64.rs), which costs more than all of this.
 */
#define LOAD_KNOWN_MASK(own, unknown) \
	adrp x15, {word_offset}; \
	ldr x15, [x15, #:lo12:{word_offset}]; \
	mrs x17, tpidr_el0; \
	ldr x16, [x17, x15]; \
	mrs x15, tpidr_el0; \
	cmp x15, x17; \
	b.ne unknown; \
	adrp x15, {descriptors}; \
	add x15, x15, #:lo12:{descriptors}; \
	sub x15, x16, x15; \
	cmp x15, #DESCRIPTORS_SIZE; \
	b.hs own
#define MASK_IN_OWN_SLOT(known, unknown) \
	sub x15, x15, #DESCRIPTORS_SIZE; \
	cmp x15, #DESCRIPTORS_SIZE; \
	b.hs unknown; \
	sub x16, x16, #DESCRIPTORS_SIZE; \
	adrp x15, {slot_offset}; \
	ldr x15, [x15, #:lo12:{slot_offset}]; \
	ldr x15, [x17, x15]; \
	ldr x15, [x15, #RSEQ_CS]; \
	cmp x15, x16; \
	mrs x15, tpidr_el0; \
	ccmp x15, x17, #0, eq; \
	b.eq known; \
	b unknown

/*
 * Go over to the context at x1. The first instruction is the stack switch:
 * from there on the caller is the resumed context's own, found through x1, and
 * behind the last load in the registers again.
 */
#define SWITCH_STACK \
	mov sp, x9; \
	.cfi_remember_state; \
	CFI_RESUMES_AT_SAVED(DW_X(1)); \
	CFI_CALLEE_SAVED_AT(DW_X(1)); \
	CFI_FP_CALLEE_SAVED_AT(DW_X(1)); \
	ldp q8, q9, [x1, #UC_V8]; \
	ldp q10, q11, [x1, #UC_V10]; \
	ldp q12, q13, [x1, #UC_V12]; \
	ldp q14, q15, [x1, #UC_V14]; \
	LOAD_GENERAL_REGISTERS; \
	RETURN_TO_TARGET

/*
 * The same from the slow path, which has more to look at: a context that
 * somebody filled in need not have FP state, and with RESUME_SAVED_AND_MASK in
 * w17 its signal mask is set as the last step, for it blocks less than what is
 * in force by then (sigmask::leave). A signal that it lets through arrives when
 * the context is whole: its handler runs on the new stack and may even save
 * into the very structure that is being resumed, for nothing is read from there
 * any more. What the system call takes or loses, x0-x3, waits in x11-x14. What is
 * left is to go to x10, and .cfi_restore_state.
 */
#define SWITCH_STACK_SLOWLY \
	ldr w11, [x1, #UC_FPSIMD]; \
	LOAD_CONSTANT(w12, FPSIMD_MAGIC); \
	cmp w11, w12; \
	mov sp, x9; \
	.cfi_remember_state; \
	CFI_RESUMES_AT_SAVED(DW_X(1)); \
	CFI_CALLEE_SAVED_AT(DW_X(1)); \
	b.ne 58f; \
	msr fpcr, x13; \
	ldp q8, q9, [x1, #UC_V8]; \
	ldp q10, q11, [x1, #UC_V10]; \
	ldp q12, q13, [x1, #UC_V12]; \
	ldp q14, q15, [x1, #UC_V14]; \
58:	LOAD_CALLEE_SAVED_REGISTERS; \
	ldp x4, x5, [x1, #UC_X4]; \
	ldp x6, x7, [x1, #UC_X6]; \
	ldp x11, x12, [x1, #UC_X0]; \
	ldp x13, x14, [x1, #UC_X2]; \
	.cfi_restore_state; \
	.cfi_remember_state; \
	CFI_RESUMES_AT_X10; \
	cmp w17, #RESUME_SAVED_AND_MASK; \
	b.ne 59f; \
	mov x0, #KERNEL_SIG_SETMASK; \
	add x1, x1, #UC_SIGMASK; \
	mov x2, #0; \
	mov x3, #KERNEL_SIGSET_SIZE; \
	mov x8, #SYS_RT_SIGPROCMASK; \
	svc #0; \
59:	mov x0, x11; \
	mov x1, x12; \
	mov x2, x13; \
	mov x3, x14

#define RETURN_TO_TARGET \
	.cfi_restore_state; \
	.cfi_remember_state; \
	CFI_RESUMES_AT_X10; \
	ret x10; \
	.cfi_restore_state

#define LOAD_CALLEE_SAVED_REGISTERS \
	ldp x18, x19, [x1, #UC_X18]; \
	ldp x20, x21, [x1, #UC_X20]; \
	ldp x22, x23, [x1, #UC_X22]; \
	ldp x24, x25, [x1, #UC_X24]; \
	ldp x26, x27, [x1, #UC_X26]; \
	ldp x28, x29, [x1, #UC_X28]; \
	ldr x30, [x1, #UC_X30]

#define LOAD_GENERAL_REGISTERS \
	LOAD_CALLEE_SAVED_REGISTERS; \
	ldp x2, x3, [x1, #UC_X2]; \
	ldp x4, x5, [x1, #UC_X4]; \
	ldp x6, x7, [x1, #UC_X6]; \
	ldp x0, x1, [x1, #UC_X0]

/*
 * Resume a context that the kernel delivered to a signal handler (at x1):
 * rt_sigreturn restores every register from a frame at the stack pointer.
 * Here the caller is the interrupted code at its pc.
 */
#define SIGRETURN \
	mov x8, #SYS_RT_SIGRETURN; \
	sub sp, x1, #SIGFRAME_UCONTEXT; \
	.cfi_remember_state; \
	.cfi_escape DW_CFA_def_cfa_expression, 4, DW_OP_breg(DW_X(1)), SLEB128(UC_SP), DW_OP_deref; \
	CFI_RESUMES_AT_SAVED(DW_X(1)); \
	CFI_CALLEE_SAVED_AT(DW_X(1)); \
	CFI_FP_CALLEE_SAVED_AT(DW_X(1)); \
	svc #0; \
	brk #0; \
	.cfi_restore_state

/*
 * The end of the slow path, behind `leave`, whose answer is in w0; its frame
 * of 32 bytes holds the context to be resumed.
 */
#define RESUME_AS_ANSWERED \
	mov w17, w0; \
	ldr x1, [sp, #16]; \
	POP_FRAME(32); \
	GO_IF_SHADOW_STACKS(57f); \
	cmp w17, #RESUME_SAVED_AND_MASK; \
	b.gt 55f; \
	tbnz w17, #31, 56f; \
	LOAD_TARGET; \
	SWITCH_STACK_SLOWLY; \
	ret x10; \
	.cfi_restore_state; \
55:	SIGRETURN; \
56:	mov w0, w17; \
	ret; \
57:	b fastctx_asm_shadow_resume
