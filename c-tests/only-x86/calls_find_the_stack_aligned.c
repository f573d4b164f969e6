/* As on x86_64. */
#include "../only-x86_64/calls_find_the_stack_aligned.c"
