/* jump.S: a function that jumps to the address in a variable of the same file. */
#define JUMP_THROUGH(variable) \
	larl %r1, variable; lg %r1, 0(%r1); br %r1
