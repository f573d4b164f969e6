/* Each side of a switch gets what the other one passes; the first value arrives
 * as the entry's second argument, its result at the link. */
#include "../check.h"
#include <fastctx.h>
#include <stdint.h>

static char stack[64 * 1024] __attribute__((aligned(16)));
static fastctx_t here, there;
static void *const argument = &stack;

static void *value(uintptr_t n) { return (void *)n; }

static void *entry(void *arg, void *first) {
    CHECK(arg == argument, "arg is what fastctx_init got");
    CHECK(first == value(1), "the first value arrives: %p", first);
    char *frame = __builtin_frame_address(0);
    CHECK(frame > stack && frame < stack + sizeof stack, "on its own stack");
    void *second = fastctx_switch(&there, &here, value(2));
    CHECK(second == value(3), "the second value arrives: %p", second);
    return value(4);
}

int main(void) {
    int result = fastctx_init(&there, stack, sizeof stack, entry, argument, &here);
    REQUIRE(result == 0, "fastctx_init: %d", result);
    void *got = fastctx_switch(&here, &there, value(1));
    CHECK(got == value(2), "the switch back passes its value: %p", got);
    got = fastctx_switch(&here, &there, value(3));
    CHECK(got == value(4), "the link gets the entry's result: %p", got);
    got = fastctx_switch(&here, &here, value(5));
    CHECK(got == value(5), "a switch to itself returns the value: %p", got);
    return check_done();
}
