/* jump.S: a function that jumps to the address in a variable of the same file. */
#define JUMP_THROUGH(variable) \
	.set push; .set noreorder; \
	9: lui $13, %hi(%neg(%gp_rel(9b))); daddu $13, $13, $25; \
	daddiu $13, $13, %lo(%neg(%gp_rel(9b))); \
	ld $25, %got_disp(variable)($13); ld $25, 0($25); jr $25; nop; .set pop
