/*
 * frame.h: what the s390x functions share: entry and end, saving a context,
 * resuming one, and the unwind information that goes with each step.
 *
 * Every file of this folder is the body of one naked Rust function (see
 * src/ucontext/mod.rs): the compiler writes the symbol, its type and size, and
 * replaces {name} by the Rust function or static that `name` is bound to. Only
 * instructions of the z10 are used, for which Rust compiles too.
 *
 * A context goes on where its r14 points to, as with glibc, which knows no other
 * program counter: one that called us behind that call, one that was made in the
 * trampoline, which calls its function. So one instruction, `lmg`, changes the
 * stack pointer and all else that the caller of a function has in the general
 * registers: before it the caller is the old context's, behind it the new one's,
 * and both are found as at the first instruction of a function.
 *
 * Registers, from entry to that instruction:
 *   r2   the context being saved (swapcontext, getcontext)
 *   r3   the context being resumed
 *   r0   its mark, loaded early; then scratch
 *   r1   its signal mask, loaded early
 *   r4   its FPC, loaded early; then how it differs from the one in force
 *   r5   scratch; the descriptor of the thread's signal mask
 *
 * The register save area, the 160 bytes from the stack pointer up that every
 * caller provides (zSeries ELF ABI supplement, "The Stack Frame"), is the called
 * function's to use, but for its first word.
 */
#include "layout.h"
#include "../include/dwarf.h"
#include "../include/marks.h"

#define SAVE_AREA 160
/* In the save area: where the thread pointer is put, which is in two access
 * registers, and where r4 waits. */
#define SCRATCH_THREAD 16
#define SCRATCH_AGAIN 24
#define SCRATCH_R4 32

/* A hidden second name for calls from our own code: never through the PLT. */
#define BEGIN(name) \
	.globl fastctx_asm_##name; \
	.hidden fastctx_asm_##name; \
	.type fastctx_asm_##name, @function; \
fastctx_asm_##name: \
	.cfi_startproc
#define FUNCTION(name) BEGIN(name)
/* The bodies share one section: padding at the end aligns whatever follows to
 * a cache line, which the compiler does not let a naked function ask for. */
#define END_FUNCTION \
	.cfi_endproc; \
	.p2align 6

/* What does not exist, for places that are not reached: SIGILL. */
#define TRAP .short 0

/* Room for calls, and `size` bytes at SAVE_AREA. */
#define PUSH_FRAME(size) \
	stmg %r14, %r15, 112(%r15); \
	.cfi_offset %r14, -48; \
	.cfi_offset %r15, -40; \
	aghi %r15, -(SAVE_AREA + size); \
	.cfi_def_cfa_offset 2 * SAVE_AREA + size

#define POP_FRAME(size) \
	lmg %r14, %r15, SAVE_AREA + size + 112(%r15); \
	.cfi_restore %r14; \
	.cfi_restore %r15; \
	.cfi_def_cfa_offset SAVE_AREA

/* DWARF register numbers (zSeries ELF ABI supplement, "DWARF Definition"). */
#define DW_R(n) (n)
#define DW_F8 24
#define DW_F10 25
#define DW_F12 26
#define DW_F14 27
#define DW_F9 28
#define DW_F11 29
#define DW_F13 30
#define DW_F15 31
#define DW_PSW_ADDR 65

/*
 * An address to go on at that may be a function's first byte. Unwinders look up
 * the byte before a return address, so what they are given is one more. libgcc
 * takes r14 for where the caller goes on, gdb the program status word's address.
 */
#define CFI_RESUMES_AT(reg) \
	.cfi_escape DW_CFA_val_expression, DW_R(14), 2, DW_OP_breg(reg), 1; \
	.cfi_escape DW_CFA_val_expression, DW_PSW_ADDR, 2, DW_OP_breg(reg), 1
#define CFI_RESUMES_AT_SAVED(base, offset) \
	CFI_RESUMES_AT_SAVED_AS(DW_R(14), base, offset); \
	CFI_RESUMES_AT_SAVED_AS(DW_PSW_ADDR, base, offset)
#define CFI_RESUMES_AT_SAVED_AS(reg, base, offset) \
	.cfi_escape DW_CFA_val_expression, reg, 6, \
		DW_OP_breg(base), SLEB128(offset), DW_OP_deref, DW_OP_plus_uconst, 1

#define CFI_CALLEE_SAVED_AT(base) \
	CFI_SAVED_AT(DW_R(6), base, UC_R6); \
	CFI_SAVED_AT(DW_R(7), base, UC_R7); \
	CFI_SAVED_AT(DW_R(8), base, UC_R8); \
	CFI_SAVED_AT(DW_R(9), base, UC_R9); \
	CFI_SAVED_AT(DW_R(10), base, UC_R10); \
	CFI_SAVED_AT(DW_R(11), base, UC_R11); \
	CFI_SAVED_AT(DW_R(12), base, UC_R12); \
	CFI_SAVED_AT(DW_R(13), base, UC_R13)

#define CFI_FP_CALLEE_SAVED_AT(base) \
	CFI_SAVED_AT(DW_F8, base, UC_F8); \
	CFI_SAVED_AT(DW_F9, base, UC_F9); \
	CFI_SAVED_AT(DW_F10, base, UC_F10); \
	CFI_SAVED_AT(DW_F11, base, UC_F11); \
	CFI_SAVED_AT(DW_F12, base, UC_F12); \
	CFI_SAVED_AT(DW_F13, base, UC_F13); \
	CFI_SAVED_AT(DW_F14, base, UC_F14); \
	CFI_SAVED_AT(DW_F15, base, UC_F15)

/*
 * Save everything into the context at r2, to be resumed as if this function
 * returned 0 to its caller: the slot of r2 is that result. The program status word
 * has the address too, for who looks for it there, and a mask of zero, which the
 * kernel's contexts never have. The access registers but the thread pointer go
 * with the context as they do in glibc. Clobbers r5. The mark says that the
 * context carries no mask; whoever stores one changes it: MARK_HAS_MASK.
 */
#define SAVE_REGISTERS \
	stmg %r3, %r15, UC_R3(%r2); \
	mvghi UC_R2(%r2), 0; \
	mvghi UC_PSW_MASK(%r2), 0; \
	stg %r14, UC_PSW_ADDR(%r2); \
	stam %a2, %a15, UC_A2(%r2); \
	stfpc UC_FPC(%r2); \
	std %f8, UC_F8(%r2); \
	std %f9, UC_F9(%r2); \
	std %f10, UC_F10(%r2); \
	std %f11, UC_F11(%r2); \
	std %f12, UC_F12(%r2); \
	std %f13, UC_F13(%r2); \
	std %f14, UC_F14(%r2); \
	std %f15, UC_F15(%r2); \
	llilf %r5, UC_MARK_SAVED; \
	stg %r5, UC_FLAGS(%r2)

#if UC_MARK_SAVED & 0xff
#error "MARK_HAS_MASK stores the lowest byte"
#endif
#define MARK_HAS_MASK mvi UC_MARK + 3(%r2), UC_MARK_HAS_MASK

/* r4, the target's FPC, becomes what of FP control differs from that in force;
 * the flags tell whether it is zero. Clobbers r5. */
#define COMPARE_FP_CONTROL \
	efpc %r5; \
	xr %r4, %r5; \
	nilf %r4, FPC_CONTROL
/* Dear: only when it differs. The exception flags stay as they are. */
#define CHANGE_FP_CONTROL \
	efpc %r5; \
	xr %r4, %r5; \
	sfpc %r4

/*
 * The thread's signal mask, if it is known: r5 = the descriptor of it in
 * {descriptors} (see src/rseq). Otherwise goes to `unknown`. The word is the
 * whole answer where the C library registered rseq; where we did, it is the
 * descriptor behind another table's length, and the kernel's word has to say
 * the same: MASK_IN_OWN_SLOT, out of line. Clobbers r0.
 *
 * A signal handler may move its context to another thread between any two
 * instructions. The thread pointer is in two access registers; one `stam` reads
 * both at once, and after the loads that go by it another one tells whether it
 * still is the same. What that cannot see is a context that was moved away just
 * before such a load and back just behind it: two signals, on two threads, with
 * one instruction between them (two in MASK_IN_OWN_SLOT).
 */
#define LOAD_KNOWN_MASK(own, unknown) \
	stam %a0, %a1, SCRATCH_THREAD(%r15); \
	lgrl %r5, {word_offset}; \
	ag %r5, SCRATCH_THREAD(%r15); \
	lg %r5, 0(%r5); \
	stam %a0, %a1, SCRATCH_AGAIN(%r15); \
	clc SCRATCH_THREAD(8, %r15), SCRATCH_AGAIN(%r15); \
	jne unknown; \
	larl %r0, {descriptors}; \
	sgr %r5, %r0; \
	clgfi %r5, DESCRIPTORS_SIZE; \
	jhe own; \
	agr %r5, %r0
#define MASK_IN_OWN_SLOT(known, unknown) \
	aghi %r5, -DESCRIPTORS_SIZE; \
	clgfi %r5, DESCRIPTORS_SIZE; \
	jhe unknown; \
	agr %r5, %r0; \
	stg %r4, SCRATCH_R4(%r15); \
	lgrl %r4, {slot_offset}; \
	ag %r4, SCRATCH_THREAD(%r15); \
	lg %r4, 0(%r4); \
	lg %r0, RSEQ_CS(%r4); \
	lg %r4, SCRATCH_R4(%r15); \
	cgrjne %r0, %r5, unknown; \
	stam %a0, %a1, SCRATCH_AGAIN(%r15); \
	clc SCRATCH_THREAD(8, %r15), SCRATCH_AGAIN(%r15); \
	je known; \
	j unknown

/* The thread pointer, as compiled code reads it. */
#define LOAD_THREAD_POINTER(reg) \
	ear reg, %a0; \
	sllg reg, reg, 32; \
	ear reg, %a1

/*
 * Go over to the context at r3: all but the general registers, and then these.
 * `old` says how unwinders find what the old caller has in its FP registers.
 */
#define SWITCH_STACK(old) \
	.cfi_remember_state; \
	old; \
	LOAD_OTHER_REGISTERS; \
	lmg %r2, %r15, UC_R2(%r3); \
	.cfi_restore_state; \
	br %r14

#define LOAD_OTHER_REGISTERS \
	lam %a2, %a15, UC_A2(%r3); \
	ld %f8, UC_F8(%r3); \
	ld %f9, UC_F9(%r3); \
	ld %f10, UC_F10(%r3); \
	ld %f11, UC_F11(%r3); \
	ld %f12, UC_F12(%r3); \
	ld %f13, UC_F13(%r3); \
	ld %f14, UC_F14(%r3); \
	ld %f15, UC_F15(%r3)

/* setcontext saved nothing: they are gone. */
#define CFI_FP_CALLEE_SAVED_LOST \
	.cfi_undefined %f8; \
	.cfi_undefined %f9; \
	.cfi_undefined %f10; \
	.cfi_undefined %f11; \
	.cfi_undefined %f12; \
	.cfi_undefined %f13; \
	.cfi_undefined %f14; \
	.cfi_undefined %f15

/*
 * The same, and set the context's signal mask as the last step, for it blocks
 * less than what is in force by then (sigmask::leave). A signal that it lets
 * through arrives when the context is whole: its handler runs on the new stack
 * and may even save into the very structure that is being resumed, for nothing
 * is read from there any more. What the system call takes, r2-r5, waits in
 * f0, f2, f4 and f6, which are nobody's.
 */
#define SWITCH_STACK_AND_MASK(old) \
	.cfi_remember_state; \
	old; \
	LOAD_OTHER_REGISTERS; \
	ld %f0, UC_R2(%r3); \
	ld %f2, UC_R3(%r3); \
	ld %f4, UC_R4(%r3); \
	ld %f6, UC_R5(%r3); \
	lmg %r6, %r15, UC_R6(%r3); \
	.cfi_restore_state; \
	lghi %r2, KERNEL_SIG_SETMASK; \
	la %r3, UC_SIGMASK(%r3); \
	lghi %r4, 0; \
	lghi %r5, KERNEL_SIGSET_SIZE; \
	svc SYS_RT_SIGPROCMASK; \
	lgdr %r2, %f0; \
	lgdr %r3, %f2; \
	lgdr %r4, %f4; \
	lgdr %r5, %f6; \
	br %r14

/*
 * The end of the slow path, behind `leave`, whose answer is in r2; its frame
 * of 8 bytes holds the context to be resumed.
 */
#define RESUME_AS_ANSWERED(old) \
	lg %r3, SAVE_AREA(%r15); \
	POP_FRAME(8); \
	cgijl %r2, RESUME_SAVED, 56f; \
	cgijh %r2, RESUME_SAVED_AND_MASK, 55f; \
	l %r4, UC_FPC(%r3); \
	COMPARE_FP_CONTROL; \
	je 58f; \
	CHANGE_FP_CONTROL; \
58:	cgije %r2, RESUME_SAVED_AND_MASK, 59f; \
	SWITCH_STACK(old); \
59:	SWITCH_STACK_AND_MASK(old); \
55:	SIGRETURN; \
56:	br %r14

/*
 * Resume a context that the kernel delivered to a signal handler (at r3):
 * rt_sigreturn restores every register from a frame at the stack pointer. From
 * there on the caller is the interrupted code at its program counter.
 *
 * That restores the thread pointer too: it has to be the running thread's. And it
 * restores the vector registers from what stands behind the ucontext_t, where a
 * copy of it, which a program may have made, has something else. The frame itself
 * is still where the kernel put it: just below the interrupted stack pointer, or
 * at the end of the alternate stack. If the context is in neither place, but
 * what is there has its registers, the context goes back there.
 */
#define SIGRETURN \
	tm UC_MARK + 3(%r3), UC_VXRS; \
	je 53f; \
	lg %r2, UC_STACK_SP(%r3); \
	ag %r2, UC_STACK_SIZE(%r3); \
	aghi %r2, -SIGFRAME_SIZE; \
	nill %r2, 0xfff8; \
	la %r2, SIGFRAME_UCONTEXT(%r2); \
	cgrje %r2, %r3, 53f; \
	lg %r4, UC_R15(%r3); \
	aghi %r4, -SIGFRAME_SIZE; \
	nill %r4, 0xfff8; \
	la %r4, SIGFRAME_UCONTEXT(%r4); \
	cgrje %r4, %r3, 53f; \
	lg %r5, UC_STACK_SIZE(%r3); \
	cgije %r5, 0, 51f; \
	clc UC_R6(80, %r2), UC_R6(%r3); \
	je 52f; \
51:	lgr %r2, %r4; \
	clc UC_R6(80, %r2), UC_R6(%r3); \
	jne 53f; \
52:	mvc 0(256, %r2), 0(%r3); \
	mvc 256(256, %r2), 256(%r3); \
	lgr %r3, %r2; \
53:	stam %a0, %a1, UC_A0(%r3); \
	RESTART_THREAD_WORD(UC_PSW_ADDR, %r3); \
	lay %r15, -SIGFRAME_UCONTEXT(%r3); \
	.cfi_remember_state; \
	.cfi_escape DW_CFA_def_cfa_expression, 7, DW_OP_breg(DW_R(3)), SLEB128(UC_R15), \
		DW_OP_deref, DW_OP_plus_uconst, SLEB128(SAVE_AREA); \
	CFI_RESUMES_AT_SAVED(DW_R(3), UC_PSW_ADDR); \
	CFI_CALLEE_SAVED_AT(DW_R(3)); \
	CFI_FP_CALLEE_SAVED_AT(DW_R(3)); \
	svc SYS_RT_SIGRETURN; \
	TRAP; \
	.cfi_restore_state

/*
 * A signal frame, with the program counter at base + offset, is about to be
 * resumed, perhaps by another thread than the one that was interrupted. If that
 * was within the few instructions that read the thread pointer and go by it
 * (src/arch/s390x.rs), they are executed from the first one again. Clobbers r1
 * and r2.
 */
#define RESTART_THREAD_WORD(offset, base) \
	lg %r1, offset(base); \
	larl %r2, fastctx_asm_thread_word; \
	sgr %r1, %r2; \
	clgfi %r1, 2 * THREAD_WORD_CODE_SIZE; \
	jhe 54f; \
	nill %r1, THREAD_WORD_CODE_SIZE - 1; \
	cgijhe %r1, THREAD_WORD_CODE_END, 54f; \
	lg %r2, offset(base); \
	sgr %r2, %r1; \
	stg %r2, offset(base); \
54:
