/*
 * Programs build contexts by hand: after getcontext they write a program
 * counter, a stack pointer and argument registers, and expect them to arrive.
 */
#include "../context.h"
#include <stdint.h>

static ucontext_t main_context, other;
static char stack[STACK_SIZE] __attribute__((aligned(16)));
static uintptr_t got[8];

static void body(uintptr_t a, uintptr_t b, uintptr_t c, uintptr_t d, uintptr_t e, uintptr_t f) {
    uintptr_t all[6] = {a, b, c, d, e, f};
    memcpy(got, all, sizeof all);
    setcontext(&main_context);
}

int main(void) {
    volatile int back = 0;
    REQUIRE(getcontext(&other) == 0, "getcontext");
    uintptr_t top = (uintptr_t)(stack + sizeof stack - 256);
#if defined(__x86_64__)
    greg_t *r = other.uc_mcontext.gregs;
    r[REG_RIP] = (greg_t)(uintptr_t)body;
    r[REG_RSP] = (greg_t)(top - 8); /* as if called */
    r[REG_RDI] = 101, r[REG_RSI] = 102, r[REG_RDX] = 103;
    r[REG_RCX] = 104, r[REG_R8] = 105, r[REG_R9] = 106;
#elif defined(__aarch64__)
    other.uc_mcontext.pc = (uintptr_t)body;
    other.uc_mcontext.sp = top;
    for (int i = 0; i < 6; i++)
        other.uc_mcontext.regs[i] = 101 + (uintptr_t)i;
        /* Whoever makes x0 an argument makes getcontext's result one. */
#endif
    getcontext(&main_context);
    if (!back) {
        back = 1;
        setcontext(&other);
    }
    for (int i = 0; i < 6; i++)
        CHECK(got[i] == 101u + (uintptr_t)i, "argument register %d: %lu", i, (unsigned long)got[i]);
    return check_done();
}
