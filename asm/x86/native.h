/*
 * native.h: what the i386 functions of the native layer share. A suspended
 * context is a stack pointer and a program counter (fastctx_t, src/switch);
 * the code at that program counter restores whatever else it wants to have
 * back. So contexts that were suspended out of line, inline, with FP control or
 * not, and those that have not run yet are all resumed in one way:
 *
 *   ecx  the context that is resumed
 *   eax  the value that is passed to it
 *   edx  where the resumer's own call would have returned to: the address that
 *        the return predictor holds. A hint: anything else is right, and slower
 *   esp  its CTX_SP, and then a jump to its CTX_PC, which is a landing pad
 *
 * A context suspended out of line, at its CTX_SP:
 *
 *         esp + 16 | return address of fastctx_switch
 *         esp      | edi esi ebx ebp, from low to high
 *
 * Until the jump esi is the target's stack pointer, edi its program counter, and
 * ebx what addresses of ours are found from. As on x86_64 the target is loaded
 * before anything is stored into contexts, what is saved goes by push and comes by
 * pop, and the place to go to is in a register before it is compared.
 */
#include "frame.h"

/* What is pushed, and the return address. */
#define NATIVE_FRAME 20

#define PUSH_CALLEE_SAVED \
	pushl %ebp; \
	.cfi_def_cfa_offset 8; \
	.cfi_offset ebp, -8; \
	pushl %ebx; \
	.cfi_def_cfa_offset 12; \
	.cfi_offset ebx, -12; \
	pushl %esi; \
	.cfi_def_cfa_offset 16; \
	.cfi_offset esi, -16; \
	pushl %edi; \
	.cfi_def_cfa_offset NATIVE_FRAME; \
	.cfi_offset edi, -NATIVE_FRAME

#define POP_CALLEE_SAVED \
	popl %edi; \
	.cfi_def_cfa_offset 16; \
	.cfi_restore edi; \
	popl %esi; \
	.cfi_def_cfa_offset 12; \
	.cfi_restore esi; \
	popl %ebx; \
	.cfi_def_cfa_offset 8; \
	.cfi_restore ebx; \
	popl %ebp; \
	.cfi_def_cfa_offset 4; \
	.cfi_restore ebp

/* Of the context at `base` + offset. */
#define LOAD_NATIVE_TARGET(offset, base) \
	movl offset+CTX_SP(base), %esi; \
	movl offset+CTX_PC(base), %edi

/* Where the context at `base` + offset goes on, and what it is left with: `label`
 * is found from GET_PC's label 7, and its address left in `place`. */
#define SUSPEND_AT(label, offset, base, place) \
	leal label-7b(%ebx), place; \
	movl %esp, offset+CTX_SP(base); \
	movl place, offset+CTX_PC(base)

/*
 * A context that was suspended elsewhere than here: with its stack pointer the
 * caller is the code at edi with, as far as we know, these registers.
 */
#define RESUME_ELSEWHERE \
	movl %esi, %esp; \
	.cfi_def_cfa esp, 0; \
	CFI_RESUMES_AT(DW_EDI); \
	CFI_CALLEE_SAVED_LIVE; \
	jmp *%edi

/* To the address in ecx, popped from the stack: by `ret` if that was predicted. */
#define RETURN_TO_ECX \
	cmpl %ecx, %edx; \
	je 23f; \
	notrack jmp *%ecx; \
23:	pushl %ecx; \
	.cfi_def_cfa_offset 4; \
	.cfi_offset eip, -4; \
	ret

/* The end of a switch: the value is in eax. */
#define RETURN_VALUE \
	popl %ecx; \
	.cfi_def_cfa_offset 0; \
	.cfi_register eip, ecx; \
	RETURN_TO_ECX
