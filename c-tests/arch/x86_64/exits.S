/*
 * fastctx_switch and swapcontext with one exit each, always `ret` or (without
 * BY_RET) always `jmp`, made from the library's own sources: what the choice
 * at run time has to keep up with. Each is as good as it could be if it were
 * the only one.
 *
 * scripts/bench.sh runs this through the preprocessor, gives the functions their
 * names and assembles it. The slow paths lead nowhere: the benchmark's
 * contexts carry no mask here and are never the same.
 */
#ifdef BY_RET
#define RETURN_VALUE \
	movq %rdx, %rax; \
	ret
#define LEAVE_BY_THE_BETTER_EXIT \
	RETURN_ZERO; \
	pushq %r11; \
	.cfi_def_cfa rsp, 8; \
	.cfi_offset rip, -8; \
	ret
#else
#define RETURN_VALUE \
	popq %rcx; \
	.cfi_def_cfa_offset 0; \
	.cfi_register rip, rcx; \
	movq %rdx, %rax; \
	notrack jmp *%rcx
#define LEAVE_BY_THE_BETTER_EXIT \
	RETURN_ZERO; \
	JUMP_TO_TARGET
#endif

/* What is elsewhere in the library. */
#define fastctx_asm_entry {entry}
#define fastctx_asm_shadow_resume {shadow_resume}

	.text
	.p2align 6
#include "../../../asm/x86_64/switch.S"
#include "../../../asm/x86_64/swapcontext.S"

{entry}:
{shadow_resume}:
{leave}:
{null_argument}:
	ud2

	.section .rodata
	.balign 8
{fast_mark}:
	.long UC_MARK_SAVED
	.balign 8
{word_offset}:
{slot_offset}:
{descriptors}:
	.quad 0

	.section .note.GNU-stack, "", @progbits
