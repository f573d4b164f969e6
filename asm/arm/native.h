/*
 * native.h: what the arm functions of the native layer share. A suspended
 * context is a stack pointer and a program counter (fastctx_t, src/switch);
 * the code at that program counter restores whatever else it wants to have
 * back. So contexts that were suspended out of line, inline, with FP control or
 * not, and those that have not run yet are all resumed in one way:
 *
 *   r1   the context that is resumed
 *   r2   the value that is passed to it
 *   sp   its CTX_SP, and then a `bx` to its CTX_PC
 *
 * A context suspended out of line, at its CTX_SP:
 *
 *         sp + 100 | lr, the return address of fastctx_switch
 *         sp + 68  | r4 r5 ... r11
 *         sp + 64  | FPSCR, if fastctx_switch_fp suspended it: else anything
 *         sp       | d8 d9 ... d15; anything where there is no VFP
 *
 * (Where it is known that there is none, 64 bytes less.)
 *
 * They return by `pop {..., pc}`, which cores predict as a return.
 */
#include "frame.h"

#ifdef MAY_HAVE_VFP
#define VFP_FRAME 64
#else
#define VFP_FRAME 0
#endif
#define NATIVE_FRAME (VFP_FRAME + 40)

/* `first` goes to the word below r4. */
#define PUSH_CALLEE_SAVED(first) \
	push REGISTERS(first, r4-r11, lr); \
	.cfi_def_cfa_offset NATIVE_FRAME - VFP_FRAME; \
	.cfi_offset r4, -36; \
	.cfi_offset r5, -32; \
	.cfi_offset r6, -28; \
	.cfi_offset r7, -24; \
	.cfi_offset r8, -20; \
	.cfi_offset r9, -16; \
	.cfi_offset r10, -12; \
	.cfi_offset r11, -8; \
	.cfi_offset lr, -4; \
	PUSH_VFP; \
	CFI_VFP_SAVED

#ifdef ASKS_FOR_VFP
/* Without a VFP there is the room all the same. Clobbers r4 when it may. */
#define PUSH_VFP \
	sub sp, sp, #VFP_FRAME; \
	.cfi_def_cfa_offset NATIVE_FRAME; \
	UNLESS_VFP(r4, 72f); \
	vstmia sp, REGISTERS(d8-d15); \
72:
#define POP_VFP(scratch) \
	UNLESS_VFP(scratch, 71f); \
	vldmia sp, REGISTERS(d8-d15); \
71:	add sp, sp, #VFP_FRAME; \
	.cfi_def_cfa_offset NATIVE_FRAME - VFP_FRAME; \
	CFI_VFP_LIVE
#elif defined(MAY_HAVE_VFP)
#define PUSH_VFP \
	vpush REGISTERS(d8-d15); \
	.cfi_def_cfa_offset NATIVE_FRAME
#define POP_VFP(scratch) \
	vpop REGISTERS(d8-d15); \
	.cfi_def_cfa_offset NATIVE_FRAME - VFP_FRAME; \
	CFI_VFP_LIVE
#else
#define PUSH_VFP
#define POP_VFP(scratch)
#endif

#ifdef MAY_HAVE_VFP
#define CFI_VFP_SAVED \
	.cfi_offset d8, -NATIVE_FRAME; \
	.cfi_offset d9, -NATIVE_FRAME + 8; \
	.cfi_offset d10, -NATIVE_FRAME + 16; \
	.cfi_offset d11, -NATIVE_FRAME + 24; \
	.cfi_offset d12, -NATIVE_FRAME + 32; \
	.cfi_offset d13, -NATIVE_FRAME + 40; \
	.cfi_offset d14, -NATIVE_FRAME + 48; \
	.cfi_offset d15, -NATIVE_FRAME + 56
#define CFI_VFP_LIVE \
	.cfi_restore d8; \
	.cfi_restore d9; \
	.cfi_restore d10; \
	.cfi_restore d11; \
	.cfi_restore d12; \
	.cfi_restore d13; \
	.cfi_restore d14; \
	.cfi_restore d15
#else
#define CFI_VFP_SAVED
#define CFI_VFP_LIVE
#endif

#define CFI_NATIVE_LIVE \
	.cfi_restore r4; \
	.cfi_restore r5; \
	.cfi_restore r6; \
	.cfi_restore r7; \
	.cfi_restore r8; \
	.cfi_restore r9; \
	.cfi_restore r10; \
	.cfi_restore r11; \
	.cfi_restore lr; \
	CFI_VFP_LIVE

/*
 * Where the context at r0 + offset goes on, and what it is left with. Clobbers
 * r4-r6, of which r5 has the place.
 */
#define SUSPEND_AT(offset, label) \
	mov r4, sp; \
	adr r5, label; \
	SET_THUMB_BIT(r5); \
	add r6, r0, offset + CTX_SP; \
	stmia r6, REGISTERS(r4, r5)

/*
 * A context that was suspended elsewhere than here, with its stack pointer in r12
 * and its program counter in r3: with the stack pointer the caller is the code
 * there with, as far as we know, these registers.
 */
#define RESUME_ELSEWHERE \
	mov sp, r12; \
	LEAVE_FOR_ELSEWHERE
#define LEAVE_FOR_ELSEWHERE \
	.cfi_def_cfa sp, 0; \
	CFI_NATIVE_LIVE; \
	CFI_RESUMES_AT(3); \
	bx r3

/* The end of a switch, above its d8-d15. */
#define RETURN_VALUE \
	mov r0, r2; \
	pop REGISTERS(r3-r11, pc)
