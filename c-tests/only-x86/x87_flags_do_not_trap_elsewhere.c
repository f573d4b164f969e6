/* As on x86_64. */
#include "../only-x86_64/x87_flags_do_not_trap_elsewhere.c"
