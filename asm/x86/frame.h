/*
 * frame.h: what the i386 functions share: entry and end, saving a context,
 * resuming one, and the unwind information that goes with each step.
 *
 * Every file of this folder is the body of one naked Rust function (see
 * src/ucontext/mod.rs): the compiler writes the symbol, its type and size, and
 * replaces {name} by the Rust function or static that `name` is bound to.
 *
 * Arguments are on the stack, and a function's own from 4(%esp) on are its to
 * overwrite. At a call of ours esp is a multiple of 16, so it is 12 above one at
 * every entry.
 *
 * Registers, from entry to the last instruction of a switch:
 *   eax  the context being saved (swapcontext, getcontext)
 *   edx  the context being resumed, live until its own edx is loaded last
 *   ecx  where it goes on, from the stack switch to the jump
 */
#include "layout.h"
#include "../include/dwarf.h"
#include "../include/marks.h"

/* The mask bits of the x87 control word (Intel SDM, volume 1, 8.1.5). */
#define X87_EXCEPTION_MASKS 0x3f

/* A hidden second name for calls from our own code: never through the PLT,
 * which would want the GOT's address in ebx. */
#define BEGIN(name) \
	.globl fastctx_asm_##name; \
	.hidden fastctx_asm_##name; \
	.type fastctx_asm_##name, @function; \
fastctx_asm_##name: \
	.cfi_startproc
#define LANDING_PAD endbr32
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

/* DWARF register numbers (Intel386 psABI, table "DWARF Register Number Mapping"). */
#define DW_EAX 0
#define DW_ECX 1
#define DW_EDX 2
#define DW_EBX 3
#define DW_ESP 4
#define DW_EBP 5
#define DW_ESI 6
#define DW_EDI 7
#define DW_EIP 8

#define CFI_CALLEE_SAVED_AT(base) \
	CFI_SAVED_AT(DW_EBX, base, UC_EBX); \
	CFI_SAVED_AT(DW_ESI, base, UC_ESI); \
	CFI_SAVED_AT(DW_EDI, base, UC_EDI); \
	CFI_SAVED_AT(DW_EBP, base, UC_EBP)

/*
 * The resumed context's program counter may be a function's first byte, where
 * a made context starts. Unwinders look up the byte before a return address,
 * so what they are given is one more: they find the function, and the rule
 * that holds at that very instruction.
 */
#define CFI_RESUMES_AT(n) \
	.cfi_escape DW_CFA_val_expression, DW_EIP, 2, DW_OP_breg(n), 1
#define CFI_RESUMES_AT_SAVED(base) \
	.cfi_escape DW_CFA_val_expression, DW_EIP, 6, \
		DW_OP_breg(base), SLEB128(UC_EIP), DW_OP_deref, DW_OP_plus_uconst, 1

#define CFI_CALLEE_SAVED_LIVE \
	.cfi_same_value ebx; \
	.cfi_same_value esi; \
	.cfi_same_value edi; \
	.cfi_same_value ebp

/*
 * reg = the address of `label`, from which our data is found: {name}-label(reg).
 * A call of the next instruction is known to processors: the return predictor, and
 * a shadow stack, take no notice of it. `cfa` is where the caller's frame is,
 * from esp, before and after.
 */
#define GET_PC(reg, label, cfa) \
	call label##f; \
	.cfi_def_cfa_offset (cfa) + 4; \
label:	popl reg; \
	.cfi_def_cfa_offset cfa

/* Save what belongs to the caller into the context at eax. */
#define SAVE_CALLEE_SAVED \
	movl %ebx, UC_EBX(%eax); \
	movl %esi, UC_ESI(%eax); \
	movl %edi, UC_EDI(%eax); \
	movl %ebp, UC_EBP(%eax)

#define LOAD_CALLEE_SAVED(base) \
	movl UC_EBX(base), %ebx; \
	movl UC_ESI(base), %esi; \
	movl UC_EDI(base), %edi; \
	movl UC_EBP(base), %ebp

/*
 * And the rest of it: to be resumed as if this function, whose return address is
 * `frame` bytes above esp, returned 0; the slot of eax is that result. Leaves the
 * return address in `address`.
 */
#define SAVE_RETURN(frame, address, scratch) \
	movl frame(%esp), address; \
	leal 4+frame(%esp), scratch; \
	movl address, UC_EIP(%eax); \
	movl scratch, UC_ESP(%eax); \
	movl $0, UC_EAX(%eax)

/*
 * What else makes it a context of ours. UC_MARK_SAVED alone says that it carries
 * no mask; whoever stores one adds UC_MARK_HAS_MASK.
 */
#define MARK_SAVED_AS(mark, scratch) \
	leal UC_FPREGS_MEM(%eax), scratch; \
	movl scratch, UC_FPREGS(%eax); \
	movl mark, UC_FLAGS(%eax); \
	movl $UC_MARK_SAVED, UC_SECOND_MARK(%eax)

/*
 * The thread's signal mask, if it is known: word = the descriptor of it (see
 * src/rseq). `pc` is what GET_PC left for `label`, and is lost. Otherwise goes to
 * `own`. The first load is the whole answer where the C library registered rseq;
 * where we did, our word is the descriptor behind another table's length, and the
 * kernel's word has to say the same: MASK_IN_OWN_SLOT, out of line.
 */
#define LOAD_KNOWN_MASK(word, pc, label, own) \
	movl {word_offset}-label##b(pc), word; \
	movl %gs:(word), word; \
	leal {descriptors}-label##b(pc), pc; \
	subl pc, word; \
	cmpl $DESCRIPTORS_SIZE, word; \
	jae own; \
	addl pc, word
#define MASK_IN_OWN_SLOT(word, pc, known, unknown) \
	subl $DESCRIPTORS_SIZE, word; \
	cmpl $DESCRIPTORS_SIZE, word; \
	jae unknown; \
	addl pc, word; \
	GET_PC(pc, 78, 4); \
	movl {slot_offset}-78b(pc), pc; \
	movl %gs:(pc), pc; \
	cmpl word, RSEQ_CS(pc); \
	je known; \
	jmp unknown

/* An x87 environment without flags and registers, for a libc that loads it. */
#define SAVE_EMPTY_X87_ENVIRONMENT \
	movl $0, UC_FPSW(%eax); \
	movl $0xffff, UC_FPTAG(%eax)

/*
 * The two halves of FP control: the psABI gives both control words to the caller
 * (Intel386 psABI 1.1, 2.2.3). stmxcsr waits for what is before it and comes last.
 * glibc also keeps the x87 exception flags and pointers (fnstenv/fldenv), and
 * not MXCSR; the psABI asks only for the control words, and FASTCTX_FPENV=full
 * for the rest (src/ucontext/slow.rs).
 */
#define SAVE_FPCW fnstcw UC_FPCW(%eax)
#define SAVE_MXCSR stmxcsr UC_MXCSR(%eax)
#define SAVE_FP_CONTROL \
	SAVE_FPCW; \
	SAVE_MXCSR

/*
 * Load an x87 control word which differs from the one in force. An exception flag
 * that was raised while masked would trap if the new word unmasks it: then the
 * flags are cleared.
 */
#define LOAD_FPCW_AT(offset, base, scratch) \
	movzwl offset(base), scratch; \
	notl scratch; \
	testl $X87_EXCEPTION_MASKS, scratch; \
	jz 88f; \
	fnclex; \
88:	fldcw offset(base)

/* The FP control of the context at edx. The word in force goes through the slot of
 * our first argument, which nobody needs any more. Clobbers ecx. */
#define LOAD_FP_CONTROL \
	ldmxcsr UC_MXCSR(%edx); \
	LOAD_FPCW_IF_DIFFERENT
#define LOAD_FPCW_IF_DIFFERENT \
	fnstcw 4(%esp); \
	movzwl UC_FPCW(%edx), %ecx; \
	cmpw 4(%esp), %cx; \
	je 89f; \
	LOAD_FPCW_AT(UC_FPCW, %edx, %ecx); \
89:

/* The same of one that may be somebody else's: then MXCSR is not in it. */
#define LOAD_FP_CONTROL_SLOWLY \
	cmpl $UC_MARK_SAVED, UC_SECOND_MARK(%edx); \
	jne 87f; \
	ldmxcsr UC_MXCSR(%edx); \
87:	LOAD_FPCW_IF_DIFFERENT

/*
 * Go over to the context at edx, whose program counter is in ecx. The first
 * instruction is the stack switch: from there on the caller is the resumed
 * context's own, found through edx. The flags and ecx are left alone; eax is 0 for
 * getcontext and swapcontext to return, or what somebody wrote into the context.
 */
#define SWITCH_STACK \
	movl UC_ESP(%edx), %esp; \
	.cfi_def_cfa esp, 0; \
	CFI_RESUMES_AT(DW_ECX); \
	CFI_CALLEE_SAVED_AT(DW_EDX); \
	LOAD_REGISTERS

#define LOAD_REGISTERS \
	LOAD_CALLEE_SAVED(%edx); \
	movl UC_EAX(%edx), %eax; \
	movl UC_EDX(%edx), %edx; \
	CFI_CALLEE_SAVED_LIVE

/*
 * The same, and set the context's signal mask as the last step, for it blocks
 * less than what is in force by then (sigmask::leave). A signal that it lets
 * through arrives when nothing is read from the context any more: its handler runs
 * on the new stack and may even save into the very structure that is being
 * resumed. What the system call takes waits on the new stack, below where it was
 * left; a made context has the room (MASK_STEP_WORDS), and one that called us had
 * it then. The flags are left alone.
 */
#define SWITCH_STACK_AND_MASK \
	movl UC_ESP(%edx), %esp; \
	.cfi_def_cfa esp, 0; \
	CFI_RESUMES_AT(DW_ECX); \
	CFI_CALLEE_SAVED_AT(DW_EDX); \
	pushl UC_EDI(%edx); \
	.cfi_def_cfa_offset 4; \
	.cfi_offset edi, -4; \
	pushl UC_ESI(%edx); \
	.cfi_def_cfa_offset 8; \
	.cfi_offset esi, -8; \
	pushl UC_EBX(%edx); \
	.cfi_def_cfa_offset 12; \
	.cfi_offset ebx, -12; \
	pushl UC_EDX(%edx); \
	.cfi_def_cfa_offset 16; \
	pushl UC_EAX(%edx); \
	.cfi_def_cfa_offset 20; \
	movl UC_EBP(%edx), %ebp; \
	.cfi_same_value ebp; \
	movl %ecx, %edi; \
	CFI_RESUMES_AT(DW_EDI); \
	leal UC_SIGMASK(%edx), %ecx; \
	movl $KERNEL_SIG_SETMASK, %ebx; \
	movl $0, %edx; \
	movl $KERNEL_SIGSET_SIZE, %esi; \
	movl $SYS_RT_SIGPROCMASK, %eax; \
	int $0x80; \
	movl %edi, %ecx; \
	CFI_RESUMES_AT(DW_ECX); \
	popl %eax; \
	.cfi_def_cfa_offset 16; \
	popl %edx; \
	.cfi_def_cfa_offset 12; \
	popl %ebx; \
	.cfi_def_cfa_offset 8; \
	.cfi_same_value ebx; \
	popl %esi; \
	.cfi_def_cfa_offset 4; \
	.cfi_same_value esi; \
	popl %edi; \
	.cfi_def_cfa_offset 0; \
	.cfi_same_value edi

/*
 * The resume address is where some call returned, or a function's entry, and
 * need not be a landing pad: `notrack`.
 */
#define JUMP_TO_TARGET notrack jmp *%ecx

/*
 * Resume a context that the kernel delivered to a signal handler (at edx):
 * rt_sigreturn restores every register from the frame around it.
 */
#define SIGRETURN \
	movl $SYS_RT_SIGRETURN, %eax; \
	leal -SIGFRAME_UCONTEXT(%edx), %esp; \
	.cfi_escape DW_CFA_def_cfa_expression, 4, DW_OP_breg(DW_EDX), SLEB128(UC_ESP), DW_OP_deref; \
	CFI_RESUMES_AT_SAVED(DW_EDX); \
	CFI_CALLEE_SAVED_AT(DW_EDX); \
	int $0x80; \
	ud2
