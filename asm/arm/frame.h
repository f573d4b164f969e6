/*
 * frame.h: what the arm functions share: entry and end, saving a context,
 * resuming one, and the unwind information that goes with each step.
 *
 * Every file of this folder is the body of one naked Rust function (see
 * src/ucontext/mod.rs): the compiler writes the symbol, its type and size, and
 * replaces {name} by the Rust function or static that `name` is bound to. In
 * these files a register list is REGISTERS(...), for braces are taken.
 *
 * The same text is A32 and T32, whichever Rust compiles the target for; `it`
 * stands before what is conditional in both. Callers may be of either kind, and
 * so may the places to go on at: an address whose bit 0 is set leads to Thumb
 * code, and bx, blx and pop know that.
 *
 * Registers, from entry to the last instruction of a switch:
 *   r0   the context being saved (swapcontext, getcontext)
 *   r1   the context being resumed, live until its own r1 is loaded last
 *   r2   its uc_flags, loaded early; then scratch
 *   r3   its stack pointer, loaded early
 *   r12  scratch; at the end its program counter
 *   lr   scratch in swapcontext, as soon as it is in the context at r0
 *
 * A context is entered by `bx lr` where its program counter is what a function
 * that was called there returns to, as it is for those that called us: cores
 * predict that as a return. By `bx r12` where it is not: a made context starts.
 */
#include "layout.h"
#include "../include/dwarf.h"
#include "../include/marks.h"

#define REGISTERS(...) {{__VA_ARGS__}}

/*
 * What is known when the library is built: with the arguments of functions in
 * VFP registers (the hard-float ABI), that there is a VFP; else it is asked for
 * at run time. On bare metal the compiler is told whether there is one. From ARMv7
 * on there is a register for the thread pointer.
 */
#if !defined(FREESTANDING) && !defined(__ARM_PCS_VFP)
#define ASKS_FOR_VFP
	.fpu vfp
#endif
#if !defined(FREESTANDING) || defined(__ARM_FP)
#define MAY_HAVE_VFP
#endif
#if !HAS_TLS && !defined(FREESTANDING)
#define ASKS_FOR_TLS
#endif

/* Bit 0 of an address within this code. */
#ifdef __thumb__
#define SET_THUMB_BIT(reg) orr reg, reg, #1
#define LONG_NOP nop.w
#else
#define SET_THUMB_BIT(reg)
#define LONG_NOP nop
#endif

/*
 * A hidden second name for calls from our own code: never through the PLT.
 *
 * Two kinds of unwind information. C++ and backtrace() go by .ARM.exidx (.fnstart,
 * .save, .pad, .cantunwind), which tells of calls alone: what a function has
 * pushed where it calls another. Nobody unwinds through calls that are made here,
 * but for those of signal handlers (handler_stubs.S); so all others say that they
 * cannot be unwound, and a backtrace out of a signal handler that interrupted one
 * ends there. Debuggers go by .debug_frame, and that is right at every single
 * instruction.
 */
#define BEGIN(name) \
	.globl fastctx_asm_##name; \
	.hidden fastctx_asm_##name; \
	.type fastctx_asm_##name, %function; \
fastctx_asm_##name: \
	.cfi_sections .debug_frame; \
	.fnstart; \
	.cfi_startproc
#define FUNCTION(name) BEGIN(name); .cantunwind
/* The bodies share one section: padding at the end aligns whatever follows to
 * a cache line, which the compiler does not let a naked function ask for. */
#define END_FUNCTION \
	.ltorg; \
	.cfi_endproc; \
	.fnend; \
	.p2align 6

/* A register that goes along keeps the stack pointer a multiple of 8. */
#define PUSH_FRAME(first) \
	push REGISTERS(first, lr); \
	.cfi_def_cfa_offset 8; \
	.cfi_offset lr, -4

#define POP_FRAME(first) \
	pop REGISTERS(first, lr); \
	.cfi_def_cfa_offset 0; \
	.cfi_restore lr

/* The address of something of this library. Numeric labels: 77. */
#if __ARM_ARCH < 7
#define LOAD_ADDRESS(reg, symbol) \
	ldr reg, =(symbol - (77f + PC_AHEAD)); \
77:	add reg, pc
#else
#define LOAD_ADDRESS(reg, symbol) \
	movw reg, #:lower16:(symbol - (77f + PC_AHEAD)); \
	movt reg, #:upper16:(symbol - (77f + PC_AHEAD)); \
77:	add reg, pc
#endif
/* The word there. */
#define LOAD_VARIABLE(reg, symbol) \
	LOAD_ADDRESS(reg, symbol); \
	ldr reg, [reg]

/* A 32-bit constant. */
#if __ARM_ARCH < 7
#define LOAD_CONSTANT(reg, value) ldr reg, =(value)
#else
#define LOAD_CONSTANT(reg, value) \
	movw reg, #((value) & 0xffff); \
	movt reg, #((value) >> 16)
#endif

/*
 * Has it found out what the processor has, if nobody did before: at the beginning
 * of every function that may be the first to need it. Clobbers r12.
 */
#if defined(ASKS_FOR_VFP) || defined(ASKS_FOR_TLS)
#define KNOW_FEATURES \
	LOAD_VARIABLE(r12, fastctx_asm_features); \
	cmp r12, #0; \
	bne 76f; \
	push REGISTERS(r3, lr); \
	.cfi_def_cfa_offset 8; \
	.cfi_offset lr, -4; \
	bl fastctx_asm_find_features; \
	pop REGISTERS(r3, lr); \
	.cfi_def_cfa_offset 0; \
	.cfi_restore lr; \
76:
#else
#define KNOW_FEATURES
#endif

/* Goes to `label` where there is no VFP. Clobbers the register and the flags. */
#ifdef ASKS_FOR_VFP
#define UNLESS_VFP(reg, label) \
	LOAD_VARIABLE(reg, fastctx_asm_features); \
	tst reg, #FEATURE_VFP; \
	beq label
#else
#define UNLESS_VFP(reg, label)
#endif

/*
 * What our words of a thread are found from; and to `label` where no register has
 * that, with the flags and `reg` changed. Older processors than ARMv6K have it in
 * the kernel's page alone.
 */
#ifndef FREESTANDING
#define READ_THREAD_POINTER(reg) mrc p15, 0, reg, c13, c0, 3 /* TPIDRURO */
#else
#define READ_THREAD_POINTER(reg) mov reg, #0
#endif
#ifdef ASKS_FOR_TLS
#define UNLESS_THREAD_POINTER(reg, label) \
	LOAD_VARIABLE(reg, fastctx_asm_features); \
	tst reg, #FEATURE_TLS; \
	beq label
#else
#define UNLESS_THREAD_POINTER(reg, label)
#endif

/* DWARF register numbers (DWARF for the Arm Architecture, table 1). Those of the
 * VFP take two bytes. */
#define DW_R(n) (n)
#define DW_LR 14
#define DW_PC 15
#define DW_D(n) ((256 + (n)) & 0x7f) | 0x80, (256 + (n)) >> 7

/*
 * Where the resumed context goes on is two registers here, as on aarch64: lr, and
 * pc for a context that is about to enter a function. gdb takes pc for a return
 * address and looks up the byte before it, and clears the bits that an
 * instruction's address does not have, so what it is given is the next
 * instruction: 4 more in A32, 2 in T32. pc + 4 - ((pc & 1) << 1):
 */
#define DW_OP_dup 0x12
#define DW_OP_and 0x1a
#define DW_OP_minus 0x1c
#define DW_OP_shl 0x24
#define DW_OP_lit1 0x31
#define DW_BEHIND_PC \
	DW_OP_dup, DW_OP_lit1, DW_OP_and, DW_OP_lit1, DW_OP_shl, DW_OP_minus, DW_OP_plus_uconst, 4
#define CFI_RESUMES_AT(n) \
	.cfi_escape DW_CFA_val_expression, DW_PC, 10, DW_OP_breg(n), 0, DW_BEHIND_PC
#define CFI_RESUMES_AT_SAVED(base) \
	CFI_SAVED_AT(DW_LR, base, UC_LR); \
	.cfi_escape DW_CFA_val_expression, DW_PC, 12, \
		DW_OP_breg(base), SLEB128(UC_PC), DW_OP_deref, DW_BEHIND_PC

/* All that a call preserves, but the return address. */
#define CFI_CALLEE_SAVED_AT(base) \
	CFI_SAVED_AT(DW_R(4), base, UC_R4); \
	CFI_SAVED_AT(DW_R(5), base, UC_R5); \
	CFI_SAVED_AT(DW_R(6), base, UC_R6); \
	CFI_SAVED_AT(DW_R(7), base, UC_R7); \
	CFI_SAVED_AT(DW_R(8), base, UC_R8); \
	CFI_SAVED_AT(DW_R(9), base, UC_R9); \
	CFI_SAVED_AT(DW_R(10), base, UC_R10); \
	CFI_SAVED_AT(DW_R(11), base, UC_R11)

/* The register's number has a byte more than the macro counts on. */
#define CFI_D_SAVED_AT(n, base) \
	.cfi_escape DW_CFA_expression, DW_D(n), 3, DW_OP_breg(base), SLEB128(UC_D##n)
#define CFI_FP_CALLEE_SAVED_AT(base) \
	CFI_D_SAVED_AT(8, base); \
	CFI_D_SAVED_AT(9, base); \
	CFI_D_SAVED_AT(10, base); \
	CFI_D_SAVED_AT(11, base); \
	CFI_D_SAVED_AT(12, base); \
	CFI_D_SAVED_AT(13, base); \
	CFI_D_SAVED_AT(14, base); \
	CFI_D_SAVED_AT(15, base)

/*
 * Save what belongs to the caller into the context at r0, to be resumed as if
 * this function returned 0. The zero in cpsr says that this is no signal frame,
 * whatever uc_flags become: the mode in those is another. Clobbers r12; lr is in
 * the context from then on, and its caller's rule says so.
 */
#define SAVE_REGISTERS \
	add r12, r0, #UC_R4; \
	stmia r12, REGISTERS(r4-r11); \
	mov r12, #0; \
	str sp, [r0, #UC_SP]; \
	str lr, [r0, #UC_LR]; \
	str lr, [r0, #UC_PC]; \
	str r12, [r0, #UC_R0]; \
	str r12, [r0, #UC_CPSR]

#ifdef MAY_HAVE_VFP
/*
 * The VFP's part of saving: d8-d15 and all of FPSCR, of which the flags are nobody's
 * unless FASTCTX_FPENV=full loads them too. r2 = FPSCR; clobbers r12.
 */
#define SAVE_VFP \
	UNLESS_VFP(r12, 75f); \
	add r12, r0, #UC_D8; \
	vstmia r12, REGISTERS(d8-d15); \
	vmrs r2, fpscr; \
	str r2, [r0, #UC_FPSCR]; \
75:

#define READ_FPSCR(reg) \
	UNLESS_VFP(reg, 75f); \
	vmrs reg, fpscr; \
75:

/*
 * Makes FP control that of `want`; `have` = FPSCR. FP control is what is neither
 * a condition flag (bits 27-31) nor the mark of an exception (bits 0-4 and 7):
 * AAPCS32, 6.1.2.1. Flags stay as they are. Setting it is dear: only when it
 * differs. Clobbers both.
 */
#define CHANGE_FP_CONTROL(want, have) \
	eor want, want, have; \
	bic want, want, #0xf8000000; \
	bics want, want, #0x9f; \
	beq 74f; \
	eor have, have, want; \
	vmsr fpscr, have; \
74:

/* That of the context at r1. Clobbers r12. */
#define LOAD_FP_CONTROL(have) \
	UNLESS_VFP(r12, 75f); \
	ldr r12, [r1, #UC_FPSCR]; \
	CHANGE_FP_CONTROL(r12, have); \
75:

/* d8-d15 of the context at r1, through r0. */
#define LOAD_VFP \
	UNLESS_VFP(r0, 75f); \
	add r0, r1, #UC_D8; \
	vldmia r0, REGISTERS(d8-d15); \
75:
#else
#define SAVE_VFP
#define READ_FPSCR(reg)
#define CHANGE_FP_CONTROL(want, have)
#define LOAD_FP_CONTROL(have)
#define LOAD_VFP
#endif

#ifndef FREESTANDING
#define LOAD_FAST_MARK(reg) LOAD_VARIABLE(reg, {fast_mark})
#else
#define LOAD_FAST_MARK(reg) LOAD_CONSTANT(reg, UC_MARK_SAVED)
#endif

/*
 * The thread's signal mask, if it is known: `mask` = the descriptor of it in
 * {descriptors} (see src/rseq). Otherwise goes to `unknown`. The word is the
 * whole answer where the C library registered rseq; where we did, it is the
 * descriptor behind another table's length, and the kernel's word has to say
 * the same: MASK_IN_OWN_SLOT, out of line. Clobbers r2 and r12.
 *
 * A signal handler may move its context to another thread between any two
 * instructions, so the thread pointer is read again behind the loads that go
 * by it. What that cannot see is a context that was moved away just before such
 * a load and back just behind it: two signals, on two threads, with one
 * instruction between them (two in MASK_IN_OWN_SLOT). To see that as well takes
 * a store-exclusive (src/arch/arm.rs), which costs more than all of this.
 */
#define LOAD_KNOWN_MASK(mask, own, unknown) \
	UNLESS_THREAD_POINTER(r2, unknown); \
	LOAD_VARIABLE(r2, {word_offset}); \
	READ_THREAD_POINTER(r12); \
	ldr mask, [r12, r2]; \
	READ_THREAD_POINTER(r2); \
	cmp r2, r12; \
	bne unknown; \
	LOAD_ADDRESS(r2, {descriptors}); \
	sub r2, mask, r2; \
	cmp r2, #DESCRIPTORS_SIZE; \
	bhs own
#define MASK_IN_OWN_SLOT(mask, known, unknown) \
	sub r2, r2, #DESCRIPTORS_SIZE; \
	cmp r2, #DESCRIPTORS_SIZE; \
	bhs unknown; \
	sub mask, mask, #DESCRIPTORS_SIZE; \
	LOAD_VARIABLE(r2, {slot_offset}); \
	ldr r2, [r12, r2]; \
	ldr r2, [r2, #RSEQ_CS]; \
	cmp r2, mask; \
	READ_THREAD_POINTER(r2); \
	it eq; \
	cmpeq r2, r12; \
	beq known; \
	b unknown

/* Both words of the mask of a descriptor: r2 and `mask`, which was the descriptor. */
#define LOAD_MASK(mask) \
	ldr r2, [mask, #DESCRIPTOR_MASK]; \
	ldr mask, [mask, #DESCRIPTOR_MASK + 4]
/* Whether they are the mask of the context at r1. Clobbers r12. */
#define COMPARE_MASK(mask) \
	ldr r12, [r1, #UC_SIGMASK]; \
	cmp r12, r2; \
	ldr r12, [r1, #UC_SIGMASK + 4]; \
	it eq; \
	cmpeq r12, mask

/*
 * Go over to the context at r1, whose stack pointer is in r3. The first
 * instruction is the stack switch: from there on the caller is the resumed
 * context's own, found through r1, and behind the last load in the registers
 * again.
 */
#define SWITCH_STACK \
	mov sp, r3; \
	.cfi_remember_state; \
	CFI_RESUMES_AT_SAVED(DW_R(1)); \
	CFI_CALLEE_SAVED_AT(DW_R(1)); \
	CFI_FP_CALLEE_SAVED_AT(DW_R(1)); \
	LOAD_VFP; \
	LOAD_REGISTERS_AND_GO

#define LOAD_REGISTERS_AND_GO \
	ldr r12, [r1, #UC_PC]; \
	ldr lr, [r1, #UC_LR]; \
	add r0, r1, #UC_R0; \
	cmp r12, lr; \
	ldmia r0, REGISTERS(r0-r11); \
	.cfi_restore_state; \
	.cfi_remember_state; \
	.cfi_restore lr; \
	CFI_RESUMES_AT(12); \
	it ne; \
	bxne r12; \
	bx lr; \
	.cfi_restore_state

/*
 * The same from the slow path, behind `leave`, with its answer in r0. With
 * RESUME_SAVED_AND_MASK the signal mask is set as the last step, for it blocks
 * less than what is in force by then (sigmask::leave). A signal that it lets
 * through arrives when the context is whole: its handler runs on the new stack
 * and may even save into the very structure that is being resumed, for nothing
 * is read from there any more. What the system call takes waits on the new stack,
 * below what is in use there: r0-r3, r7 and pc, from low to high.
 */
#ifndef FREESTANDING
#define SWITCH_STACK_SLOWLY \
	READ_FPSCR(r2); \
	LOAD_FP_CONTROL(r2); \
	cmp r0, #RESUME_SAVED_AND_MASK; \
	ldr r3, [r1, #UC_SP]; \
	beq 73f; \
	SWITCH_STACK; \
73:	mov sp, r3; \
	.cfi_remember_state; \
	CFI_RESUMES_AT_SAVED(DW_R(1)); \
	CFI_CALLEE_SAVED_AT(DW_R(1)); \
	CFI_FP_CALLEE_SAVED_AT(DW_R(1)); \
	LOAD_VFP; \
	ldr r12, [r1, #UC_PC]; \
	ldr lr, [r1, #UC_LR]; \
	add r0, r1, #UC_R4; \
	ldmia r0, REGISTERS(r4-r11); \
	.cfi_restore_state; \
	.cfi_remember_state; \
	.cfi_restore lr; \
	CFI_RESUMES_AT(12); \
	push REGISTERS(r7, r12); \
	.cfi_def_cfa_offset 8; \
	.cfi_offset r7, -8; \
	ldr r2, [r1, #UC_R2]; \
	ldr r3, [r1, #UC_R3]; \
	push REGISTERS(r2, r3); \
	.cfi_def_cfa_offset 16; \
	ldr r2, [r1, #UC_R0]; \
	ldr r3, [r1, #UC_R1]; \
	push REGISTERS(r2, r3); \
	.cfi_def_cfa_offset 24; \
	mov r0, #KERNEL_SIG_SETMASK; \
	add r1, r1, #UC_SIGMASK; \
	mov r2, #0; \
	mov r3, #KERNEL_SIGSET_SIZE; \
	mov r7, #SYS_RT_SIGPROCMASK; \
	svc #0; \
	pop REGISTERS(r0-r3, r7, pc); \
	.cfi_restore_state
#else
#define SWITCH_STACK_SLOWLY \
	READ_FPSCR(r2); \
	LOAD_FP_CONTROL(r2); \
	ldr r3, [r1, #UC_SP]; \
	SWITCH_STACK
#endif

/*
 * Resume a context that the kernel delivered to a signal handler (at r1):
 * rt_sigreturn restores every register from a frame at the stack pointer, Thumb
 * state and the rest of cpsr too. Here the caller is the interrupted code at its
 * pc.
 */
#define SIGRETURN \
	sub sp, r1, #SIGFRAME_UCONTEXT; \
	.cfi_remember_state; \
	.cfi_escape DW_CFA_def_cfa_expression, 4, DW_OP_breg(DW_R(1)), SLEB128(UC_SP), DW_OP_deref; \
	CFI_RESUMES_AT_SAVED(DW_R(1)); \
	CFI_CALLEE_SAVED_AT(DW_R(1)); \
	mov r7, #SYS_RT_SIGRETURN; \
	svc #0; \
	udf #0; \
	.cfi_restore_state
#ifndef FREESTANDING
#define SIGRETURN_IF_ANSWERED \
	cmp r0, #RESUME_SAVED_AND_MASK; \
	ble 55f; \
	SIGRETURN; \
55:
#else
#define SIGRETURN_IF_ANSWERED
#endif

/*
 * The end of the slow path, behind `leave`, whose answer is in r0; its frame holds
 * the context to be resumed.
 */
#define RESUME_AS_ANSWERED \
	POP_FRAME(r1); \
	SIGRETURN_IF_ANSWERED; \
	cmp r0, #0; \
	blt 56f; \
	SWITCH_STACK_SLOWLY; \
56:	bx lr			/* RESUME_FAILED = -1 */
