/*
 * A context that is saved where a signal's was copied to before, and whose uc_flags are
 * cleared afterwards, is no signal's any more; and getcontext and swapcontext
 * return 0 when it is resumed, whatever the first register's place had in it.
 */
#include "../context.h"
#include "arch.h"

static ucontext_t copy, saved, other;
static char stack[STACK_SIZE] __attribute__((aligned(8)));

static void handler(int signal, siginfo_t *info, void *context) {
    (void)signal, (void)info;
    memcpy(&copy, context, sizeof copy);
}

static void swaps_back(void) {
    saved.uc_flags = 0;
    swapcontext(&other, &saved);
}

int main(void) {
    struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};
    volatile int times = 0;
    sigaction(SIGUSR1, &action, NULL);
    raise(SIGUSR1);
    REQUIRE(copy.uc_mcontext.arm_cpsr != 0, "a signal's context");

    saved = copy;
    saved.uc_mcontext.arm_r0 = 4711;
    int result = getcontext(&saved);
    if (++times == 1) {
        saved.uc_flags = 0;
        setcontext(&saved);
    }
    CHECK(times == 2 && result == 0, "getcontext: %d, %d", times, result);

    START(&other, stack, NULL, swaps_back, 0);
    saved = copy;
    saved.uc_mcontext.arm_r0 = 4711;
    result = swapcontext(&saved, &other);
    CHECK(result == 0, "swapcontext: %d", result);
    return check_done();
}
