/*
 * setcontext to an older frame takes off the shadow stack what was called since: a few
 * and more than the 255 addresses that one instruction takes off; on the same stack,
 * and from another context to a frame far above the one that was left.
 */
#include "shadow_stack.h"
#include <ucontext.h>

static ucontext_t older, here, there;
static char stack[65536];
static uintptr_t deepest;

__attribute__((noinline)) static int go(int depth, void (*function)(void)) {
    if (depth) {
        int result = go(depth - 1, function);
        STAY_A_CALL(result);
        return result;
    }
    deepest = shadow_stack_pointer();
    function();
    return 0;
}

static void back(void) { setcontext(&older); }
static void made(void) { go(3, back); }
static void away(void) {
    getcontext(&there);
    there.uc_stack.ss_sp = stack;
    there.uc_stack.ss_size = sizeof stack;
    there.uc_link = NULL;
    makecontext(&there, made, 0);
    swapcontext(&here, &there);
}

int main(void) {
    static const int depths[] = {0, 1, 10, 254, 255, 256, 1000};
    uintptr_t want = shadow_stack_pointer();
    static size_t i;
    static int other;
    for (i = 0; i < sizeof depths / sizeof *depths; i++)
        for (other = 0; other < 2; other++) {
            volatile int times = 0;
            getcontext(&older);
            if (times++ == 0)
                go(depths[i], other ? away : back);
            CHECK(times == 2 && shadow_stack_pointer() == want, "back from depth %d%s", depths[i],
                  other ? ", by another context" : "");
        }
    return check_done();
}
