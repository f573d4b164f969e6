/* As on x86_64. */
#include "../only-x86_64/unwinder_finds_the_registers.c"
