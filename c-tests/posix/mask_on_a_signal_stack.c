/* Handlers on an alternate signal stack know their masks as others do. */
#include "../mask_change.h"

static char signal_stack[STACK_SIZE];
static struct expected inside, after;
static volatile int on_it;

static void handler(int signal) {
    char here;
    const uint64_t mask = bit(SIGHUP) | bit(signal) | (signal == SIGUSR2 ? bit(SIGUSR1) : 0);
    on_it += &here >= signal_stack && &here < signal_stack + sizeof signal_stack;
    expect(&inside, mask, saved_mask());
    visit_partner(bit(SIGTERM));
    expect(&inside, mask, kernel_mask());
    if (signal == SIGUSR1)
        raise(SIGUSR2);
    expect(&inside, mask, saved_mask());
}

int main(void) {
    struct sigaction action = {.sa_handler = handler, .sa_flags = SA_ONSTACK};
    stack_t stack = {.ss_sp = signal_stack, .ss_size = sizeof signal_stack};
    sigaltstack(&stack, NULL);
    sigaction(SIGUSR1, &action, NULL);
    sigaction(SIGUSR2, &action, NULL);
    for (int i = 0; i < CHANGE_ROUNDS; i++) {
        begin_known(bit(SIGHUP));
        raise(SIGUSR1);
        if (i % 2)
            visit_partner(bit(SIGHUP) | bit(SIGUSR1));
        expect(&after, bit(SIGHUP), saved_mask());
        expect(&after, bit(SIGHUP), kernel_mask());
    }
    CHECK(on_it == 2 * CHANGE_ROUNDS, "all of them ran on the signal stack: %d", on_it);
    CHECK_EXPECTED(inside, "the mask in the handlers");
    CHECK_EXPECTED(after, "the mask after them");
    return check_done();
}
