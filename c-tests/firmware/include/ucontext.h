/* ucontext.h: for the tests that run on bare metal too, where no C library has it. */
#include <fastctx_ucontext.h>
