/*
 * late.S: the library's names for programs that are not linked with it: jumps
 * through a table that open_late.c fills from what dlopen finds. NAMES is a file
 * with LATE(name) for each.
 */
#if defined(__x86_64__)
#define JUMP(name) endbr64; jmp *late_##name(%rip)
#elif defined(__aarch64__)
#define JUMP(name) hint #34; adrp x16, late_##name; ldr x16, [x16, #:lo12:late_##name]; br x16
#endif
#define LATE(name) \
	.globl name; \
	.type name, %function; \
name:	JUMP(name); \
	.size name, . - name; \
	.pushsection .rodata; \
77:	.asciz #name; \
	.popsection; \
	.pushsection .data; \
	.quad 77b; \
late_##name: .quad 0; \
	.popsection

	.data
	.p2align 3
	.globl late_table
late_table:
	.text
#include NAMES
	.data
	.quad 0, 0
	.section .note.GNU-stack, "", %progbits
