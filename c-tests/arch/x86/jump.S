/* jump.S: a function that jumps to the address in a variable of the same file. */
#define JUMP_THROUGH(variable) endbr32; call 1f; 1: popl %eax; jmp *variable-1b(%eax)
