/*
 * getcontext stores the argument registers as they came, for programs that
 * look at them or replace only some.
 */
#include "../context.h"
#include "arch.h"

enum { REGISTERS_LOOKED_AT = REGISTER_ARGUMENTS < 8 ? REGISTER_ARGUMENTS : 8 };
static ucontext_t here;

/* With arguments that getcontext does not look at. */
typedef int with_arguments(ucontext_t *, long, long, long, long, long, long, long);

int main(void) {
    with_arguments *get = (with_arguments *)(void (*)(void))getcontext;
    if (REGISTERS_LOOKED_AT == 0)
        SKIP_ALL("all arguments are on the stack here");
    REQUIRE(get(&here, 102, 103, 104, 105, 106, 107, 108) == 0, "getcontext");
#ifndef RESULT_IN_FIRST_ARGUMENT
    CHECK((uintptr_t)CONTEXT_ARGUMENT(&here, 0) == (uintptr_t)&here, "argument register 0: %#lx",
          (unsigned long)CONTEXT_ARGUMENT(&here, 0));
#endif
    for (int i = 1; i < REGISTERS_LOOKED_AT; i++) {
        long got = (long)CONTEXT_ARGUMENT(&here, i);
        CHECK(got == 101 + i, "argument register %d: %ld", i, got);
    }
    return check_done();
}
