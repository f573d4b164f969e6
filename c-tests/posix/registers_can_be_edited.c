/*
 * Programs build contexts by hand: after getcontext they write a program
 * counter, a stack pointer and argument registers, and expect them to arrive, also
 * where the context blocks fewer signals than the one that is left.
 */
#include "../context.h"
#include "arch.h"
#include <signal.h>

static ucontext_t main_context, other;
static char stack[STACK_SIZE] __attribute__((aligned(STACK_ALIGNMENT)));
static uintptr_t got[8];
static int ran;
enum { EDITED = REGISTER_ARGUMENTS < 6 ? REGISTER_ARGUMENTS : 6 };

static void body(uintptr_t a, uintptr_t b, uintptr_t c, uintptr_t d, uintptr_t e, uintptr_t f) {
    uintptr_t all[6] = {a, b, c, d, e, f};
    memcpy(got, all, sizeof all);
    ran++;
    setcontext(&main_context);
}

static void check(int blocked) {
    volatile int back = 0;
    sigset_t set;
    ran = 0;
    memset(got, 0, sizeof got);
    REQUIRE(getcontext(&other) == 0, "getcontext");
    begin_at(&other, (void (*)(void))body, stack + sizeof stack - 256);
    /* Whoever makes the first register an argument makes getcontext's result one,
     * where one register is both. */
    for (int i = 0; i < EDITED; i++)
        CONTEXT_ARGUMENT(&other, i) = 101 + (uintptr_t)i;
    getcontext(&main_context);
    if (!back) {
        back = 1;
        sigemptyset(&set);
        sigaddset(&set, SIGUSR1);
        if (blocked)
            sigprocmask(SIG_BLOCK, &set, NULL);
        setcontext(&other);
    }
    CHECK(ran == 1, "the program counter and the stack pointer arrived");
    for (int i = 0; i < EDITED; i++)
        CHECK(got[i] == 101u + (uintptr_t)i, "argument register %d: %lu", i, (unsigned long)got[i]);
}

int main(void) {
    check(0);
    check(1);
    return check_done();
}
