/* jump.S: a function that jumps to the address in a variable of the same file. */
#define JUMP_THROUGH(variable) \
	ld t1, variable; jr t1
