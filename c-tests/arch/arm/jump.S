/* jump.S: a function that jumps to the address in a variable of the same file. */
#include "../../../asm/arm/layout.h"
	.syntax unified
#ifdef __thumb__
	.thumb
#endif
#define JUMP_THROUGH(variable) \
	ldr r12, 2f; 1: add r12, r12, pc; ldr r12, [r12]; bx r12; \
	.p2align 2; 2: .word variable - 1b - PC_AHEAD
