/* jump.S: a function that jumps to the address in a variable of the same file. */
#define JUMP_THROUGH(variable) \
	la.pcrel $t0, variable; ld.d $t0, $t0, 0; jr $t0
