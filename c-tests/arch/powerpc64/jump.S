/* jump.S: a function that jumps to the address in a variable of the same file. It is
 * called from the same module, so the TOC pointer is there; what it jumps to loses
 * that, and callers are told so (ELFv2 ABI 3.4.1, "st_other"). */
#define JUMPS_AWAY(name) .localentry name, 1;
#define JUMP_THROUGH(variable) \
	addis 12, 2, variable@toc@ha; addi 12, 12, variable@toc@l; ld 12, 0(12); mtctr 12; bctr
