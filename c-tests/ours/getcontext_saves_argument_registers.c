/*
 * getcontext stores the argument registers as they came, for programs that
 * look at them or replace only some.
 */
#include "../context.h"

static ucontext_t here;

/* With arguments that getcontext does not look at. */
typedef int with_arguments(ucontext_t *, long, long, long, long, long);

int main(void) {
    with_arguments *get = (with_arguments *)(void (*)(void))getcontext;
    REQUIRE(get(&here, 102, 103, 104, 105, 106) == 0, "getcontext");
#if defined(__x86_64__)
    const greg_t *r = here.uc_mcontext.gregs;
    const long got[5] = {r[REG_RSI], r[REG_RDX], r[REG_RCX], r[REG_R8], r[REG_R9]};
    CHECK(r[REG_RDI] == (greg_t)&here, "argument register 0: %#lx", (long)r[REG_RDI]);
#elif defined(__aarch64__)
    long got[5];
    for (int i = 0; i < 5; i++)
        got[i] = (long)here.uc_mcontext.regs[i + 1];
#endif
    for (int i = 0; i < 5; i++)
        CHECK(got[i] == 102 + i, "argument register %d: %ld", i + 1, got[i]);
    return check_done();
}
