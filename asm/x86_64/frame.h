/*
 * frame.h: what the x86_64 functions share: entry and end, saving a context,
 * resuming one, and the unwind information that goes with each step.
 *
 * Every file of this folder is the body of one naked Rust function (see
 * src/ucontext/mod.rs): the compiler writes the symbol, its type and size, and
 * replaces {name} by the Rust function or static that `name` is bound to.
 *
 * Registers, from entry to the last instruction of a switch:
 *   rdi  the context being saved (swapcontext, getcontext)
 *   rsi  the context being resumed, live until its own rsi is loaded last
 *   r10  its stack pointer, loaded early
 *   r11  its program counter, loaded early
 */
#include "layout.h"
#include "../include/dwarf.h"
#include "../include/marks.h"

/* The mask bits of the x87 control word (Intel SDM, volume 1, 8.1.5). */
#define X87_EXCEPTION_MASKS 0x3f

/* A hidden second name for calls from our own code: never through the PLT. */
#define BEGIN(name) \
	.globl fastctx_asm_##name; \
	.hidden fastctx_asm_##name; \
	.type fastctx_asm_##name, @function; \
fastctx_asm_##name: \
	.cfi_startproc
#define LANDING_PAD endbr64
#define FUNCTION(name) BEGIN(name); LANDING_PAD
/* The bodies share one section: padding at the end aligns whatever follows to
 * a cache line, which the compiler does not let a naked function ask for. */
#define END_FUNCTION \
	.cfi_endproc; \
	.p2align 6

/*
 * Unwind information, in two rules of the assembler behind naked functions:
 * .cfi_restore_state does not bring back what .cfi_adjust_cfa_offset counts
 * from, so offsets are absolute (.cfi_def_cfa_offset); and a rule holds from
 * the next instruction on, so what is true of a whole function stands first.
 */

/* DWARF register numbers (x86-64 psABI, table "DWARF Register Number Mapping"). */
#define DW_RBX 3
#define DW_RSI 4
#define DW_RBP 6
#define DW_RSP 7
#define DW_R12 12
#define DW_R13 13
#define DW_R14 14
#define DW_R15 15
#define DW_RIP 16

#define CFI_CALLEE_SAVED_AT(base) \
	CFI_SAVED_AT(DW_RBX, base, UC_RBX); \
	CFI_SAVED_AT(DW_RBP, base, UC_RBP); \
	CFI_SAVED_AT(DW_R12, base, UC_R12); \
	CFI_SAVED_AT(DW_R13, base, UC_R13); \
	CFI_SAVED_AT(DW_R14, base, UC_R14); \
	CFI_SAVED_AT(DW_R15, base, UC_R15)

/*
 * The resumed context's program counter may be a function's first byte, where
 * a made context starts. Unwinders look up the byte before a return address,
 * so what they are given is one more: they find the function, and the rule
 * that holds at that very instruction.
 */
#define CFI_RESUMES_AT(n) \
	.cfi_escape DW_CFA_val_expression, DW_RIP, 2, DW_OP_breg(n), 1
#define CFI_RESUMES_AT_SAVED(base) \
	.cfi_escape DW_CFA_val_expression, DW_RIP, 6, \
		DW_OP_breg(base), SLEB128(UC_RIP), DW_OP_deref, DW_OP_plus_uconst, 1

#define CFI_CALLEE_SAVED_LIVE \
	.cfi_same_value rbx; \
	.cfi_same_value rbp; \
	.cfi_same_value r12; \
	.cfi_same_value r13; \
	.cfi_same_value r14; \
	.cfi_same_value r15

/*
 * Save what belongs to the caller into the context at rdi, to be resumed as if
 * this function returned. Clobbers rcx, and rax, left holding the return
 * address. swapcontext leaves it at that: the other registers are nobody's
 * after a call, and every store counts there. They are loaded all the same,
 * for programs that write arguments into a context.
 */
#define SAVE_CALLEE_SAVED \
	movq (%rsp), %rax; \
	leaq 8(%rsp), %rcx; \
	movq %r12, UC_R12(%rdi); \
	movq %r13, UC_R13(%rdi); \
	movq %r14, UC_R14(%rdi); \
	movq %r15, UC_R15(%rdi); \
	movq %rbp, UC_RBP(%rdi); \
	movq %rbx, UC_RBX(%rdi); \
	movq %rcx, UC_RSP(%rdi); \
	movq %rax, UC_RIP(%rdi)

/* The argument registers as they came, for whoever reads them. */
#define SAVE_ARGUMENTS \
	movq %rdi, UC_RDI(%rdi); \
	movq %rsi, UC_RSI(%rdi); \
	movq %rdx, UC_RDX(%rdi); \
	movq %rcx, UC_RCX(%rdi); \
	movq %r8, UC_R8(%rdi); \
	movq %r9, UC_R9(%rdi)

/*
 * What else makes it a context of ours; clobbers rdx. UC_MARK_SAVED alone says
 * that it carries no mask; whoever stores one adds UC_MARK_HAS_MASK.
 */
#define MARK_SAVED MARK_SAVED_AS($UC_MARK_SAVED)
#define MARK_SAVED_AS(mark) \
	leaq UC_FPREGS_MEM(%rdi), %rdx; \
	movq %rdx, UC_FPREGS(%rdi); \
	movq mark, UC_FLAGS(%rdi)

/*
 * The thread's signal mask, if it is known: r9 = the descriptor of it in the
 * table at r8 (see src/rseq). Otherwise goes to `unknown`. The first load is
 * the whole answer where the C library registered rseq; where we did, our word
 * is the descriptor behind another table's length, and the kernel's word has
 * to say the same: MASK_IN_OWN_SLOT, out of line.
 */
#define LOAD_KNOWN_MASK(own) \
	movq {word_offset}(%rip), %r9; \
	movq %fs:(%r9), %r9; \
	leaq {descriptors}(%rip), %r8; \
	movq %r9, %rdx; \
	subq %r8, %rdx; \
	cmpq $DESCRIPTORS_SIZE, %rdx; \
	jae own
#define MASK_IN_OWN_SLOT(known, unknown) \
	subq $DESCRIPTORS_SIZE, %r9; \
	subq $DESCRIPTORS_SIZE, %rdx; \
	cmpq $DESCRIPTORS_SIZE, %rdx; \
	jae unknown; \
	movq {slot_offset}(%rip), %rdx; \
	movq %fs:(%rdx), %rdx; \
	cmpq %r9, RSEQ_CS(%rdx); \
	je known; \
	jmp unknown

/* An x87 environment without flags and registers, for a libc that loads it. */
#define SAVE_EMPTY_X87_ENVIRONMENT \
	movl $0, UC_FPSW(%rdi); \
	movl $0xffff, UC_FPTAG(%rdi)

/*
 * The two halves of FP control. stmxcsr is the dearest instruction of a switch
 * and waits for what is before it: behind the stores it costs a cycle less
 * than in front of them, and fnstcw, whose word is soon read again, one less in
 * front. glibc also keeps the x87 exception flags and pointers (fnstenv/fldenv,
 * 85 ns); the psABI asks only for the control words, and FASTCTX_FPENV=full for
 * the rest (src/ucontext/slow.rs).
 */
#define SAVE_FPCW fnstcw UC_FPCW(%rdi)
#define SAVE_MXCSR stmxcsr UC_MXCSR(%rdi)
#define SAVE_FP_CONTROL \
	SAVE_FPCW; \
	SAVE_MXCSR

/*
 * Load the x87 control word of the context at rsi, which differs from the one
 * in force. An exception flag that was raised while masked would trap if the
 * new word unmasks it: then the flags are cleared. Clobbers ecx.
 */
#define LOAD_FPCW LOAD_FPCW_AT(UC_FPCW, %rsi)
#define LOAD_FPCW_AT(offset, base) \
	movzwl offset(base), %ecx; \
	notl %ecx; \
	testb $X87_EXCEPTION_MASKS, %cl; \
	jz 88f; \
	fnclex; \
88:	fldcw offset(base)

/* The same, if it does differ; the word in force goes through the red zone. */
#define LOAD_FPCW_IF_DIFFERENT \
	fnstcw -8(%rsp); \
	movzwl UC_FPCW(%rsi), %ecx; \
	cmpw -8(%rsp), %cx; \
	je 89f; \
	LOAD_FPCW; \
89:

/* Early loads: a load just behind our own stores may wait for them. */
#define LOAD_TARGET \
	movq UC_RSP(%rsi), %r10; \
	movq UC_RIP(%rsi), %r11

/*
 * Go over to the context at rsi. The first instruction is the stack switch:
 * from there on the caller is the resumed context's own, found through rsi.
 * The flags and rax are left alone.
 */
#define SWITCH_STACK \
	SWITCH_CALLEE_SAVED; \
	movq UC_RDI(%rsi), %rdi; \
	movq UC_RDX(%rsi), %rdx; \
	movq UC_RCX(%rsi), %rcx; \
	movq UC_R8(%rsi), %r8; \
	movq UC_R9(%rsi), %r9; \
	movq UC_RSI(%rsi), %rsi; \
	CFI_CALLEE_SAVED_LIVE

#define SWITCH_CALLEE_SAVED \
	movq %r10, %rsp; \
	.cfi_def_cfa rsp, 0; \
	CFI_RESUMES_AT(11); \
	CFI_CALLEE_SAVED_AT(DW_RSI); \
	movq UC_RBX(%rsi), %rbx; \
	movq UC_RBP(%rsi), %rbp; \
	movq UC_R12(%rsi), %r12; \
	movq UC_R13(%rsi), %r13; \
	movq UC_R14(%rsi), %r14; \
	movq UC_R15(%rsi), %r15

/*
 * The same, and set the context's signal mask as the last step, for it blocks
 * less than what is in force by then (sigmask::leave). A signal that it lets
 * through arrives when the context is whole: its handler runs on the new stack
 * and may even save into the very structure that is being resumed, for nothing
 * is read from there any more. What the system call takes or loses waits in
 * registers that it keeps: the arguments in xmm0-xmm5, the program counter in
 * r8. The flags are left alone.
 */
#define SWITCH_STACK_AND_MASK \
	SWITCH_CALLEE_SAVED; \
	movq UC_RDI(%rsi), %xmm0; \
	movq UC_RSI(%rsi), %xmm1; \
	movq UC_RDX(%rsi), %xmm2; \
	movq UC_RCX(%rsi), %xmm3; \
	movq UC_R8(%rsi), %xmm4; \
	movq UC_R9(%rsi), %xmm5; \
	CFI_CALLEE_SAVED_LIVE; \
	movq %r11, %r8; \
	CFI_RESUMES_AT(8); \
	leaq UC_SIGMASK(%rsi), %rsi; \
	movl $KERNEL_SIG_SETMASK, %edi; \
	movl $0, %edx; \
	movl $KERNEL_SIGSET_SIZE, %r10d; \
	movl $SYS_RT_SIGPROCMASK, %eax; \
	syscall; \
	movq %r8, %r11; \
	CFI_RESUMES_AT(11); \
	movq %xmm0, %rdi; \
	movq %xmm1, %rsi; \
	movq %xmm2, %rdx; \
	movq %xmm3, %rcx; \
	movq %xmm4, %r8; \
	movq %xmm5, %r9

/* getcontext and swapcontext return 0 when they are resumed; flags survive. */
#define RETURN_ZERO movl $0, %eax

/*
 * The resume address is where some call returned, or a function's entry, and
 * need not be a landing pad: `notrack`.
 */
#define JUMP_TO_TARGET notrack jmp *%r11

/*
 * Resume a context that the kernel delivered to a signal handler (at rsi):
 * rt_sigreturn restores every register from a frame at the stack pointer.
 */
#define SIGRETURN \
	movl $SYS_RT_SIGRETURN, %eax; \
	movq %rsi, %rsp; \
	.cfi_escape DW_CFA_def_cfa_expression, 4, DW_OP_breg(DW_RSP), SLEB128(UC_RSP), DW_OP_deref; \
	CFI_RESUMES_AT_SAVED(DW_RSP); \
	CFI_CALLEE_SAVED_AT(DW_RSP); \
	syscall; \
	ud2
