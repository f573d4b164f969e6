/* As on x86_64. */
#include "../only-x86_64/unwind_from_every_instruction_of_a_switch.c"
