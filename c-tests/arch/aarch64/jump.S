/* jump.S: a function that jumps to the address in a variable of the same file. */
#define JUMP_THROUGH(variable) \
	hint #34; adrp x16, variable; ldr x16, [x16, #:lo12:variable]; br x16
