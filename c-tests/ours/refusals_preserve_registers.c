/* The calls that fail preserve the caller's registers as those that succeed. */
#include "../registers.h"
#include <fastctx.h>

static ucontext_t unusable, saved;
static uint64_t got[REGISTER_COUNT];
static void body(void) {}

int main(void) {
    on_stack(&unusable, NULL, 0, NULL);
    call_with_registers((void *)makecontext, &unusable, (void *)body, patterns[0], got);
    check_registers("a refused makecontext", patterns[0], got);
    CHECK(call_with_registers((void *)swapcontext, &saved, &unusable, patterns[0], got) == -1,
          "swapcontext to it fails");
    check_registers("a failing swapcontext", patterns[0], got);
    CHECK(call_with_registers((void *)setcontext, &unusable, NULL, patterns[0], got) == -1,
          "setcontext to it fails");
    check_registers("a failing setcontext", patterns[0], got);
    CHECK(call_with_registers((void *)swapcontext, NULL, NULL, patterns[0], got) == -1,
          "swapcontext of null fails");
    check_registers("swapcontext of null", patterns[0], got);
    CHECK(call_with_registers((void *)getcontext, NULL, NULL, patterns[0], got) == -1,
          "getcontext of null fails");
    check_registers("getcontext of null", patterns[0], got);
    call_with_registers((void *)fastctx_version, NULL, NULL, patterns[0], got);
    check_registers("fastctx_version", patterns[0], got);
#ifndef FREESTANDING
    call_with_registers((void *)fastctx_sigmask_policy, NULL, NULL, patterns[0], got);
    check_registers("fastctx_sigmask_policy", patterns[0], got);
#endif
    return check_done();
}
