/*
 * late.S: the library's names for programs that are not linked with it: jumps
 * through a table that open_late.c fills from what dlopen finds. NAMES is a file
 * with LATE(name) for each.
 */
#include "jump.S"

#ifndef JUMPS_AWAY
#define JUMPS_AWAY(name)
#endif
#define LATE(name) \
	.globl name; \
	.type name, %function; \
	JUMPS_AWAY(name) \
name:	JUMP_THROUGH(late_##name); \
	.size name, . - name; \
	.pushsection .rodata; \
77:	.asciz #name; \
	.popsection; \
	.pushsection .data; \
	.dc.a 77b; \
late_##name: .dc.a 0; \
	.popsection

	.data
	.p2align 3
	.globl late_table
late_table:
	.text
#include NAMES
	.data
	.dc.a 0, 0
	.section .note.GNU-stack, "", %progbits
