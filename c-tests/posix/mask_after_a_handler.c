/*
 * When a signal handler returns, the interrupted code has its own mask again,
 * whatever became known while the handler ran.
 */
#include "../mask_change.h"

static void that_does_nothing(int signal) { (void)signal; }
static void that_saves_a_context(int signal) {
    (void)signal;
    saved_mask();
}
static void that_switches(int signal) {
    (void)signal;
    visit_partner(kernel_mask());
}
static void that_sets_a_mask(int signal) {
    (void)signal;
    begin_with(bit(SIGUSR2));
    visit_partner(bit(SIGUSR2));
}

static void by_raise(void) { raise(SIGUSR1); }

static void check(const char *name, void (*handler)(int)) {
    struct sigaction action = {.sa_handler = handler, .sa_mask = to_set(bit(SIGTERM))};
    const uint64_t outside = bit(SIGHUP), inside = outside | bit(SIGUSR1) | bit(SIGTERM);
    struct expected there = {0}, back = {0};
    sigaction(SIGUSR1, &action, NULL);
    if (handler != that_switches && handler != that_sets_a_mask)
        check_change(name, by_raise, outside, outside);
    for (int i = 0; i < CHANGE_ROUNDS; i++) {
        /* One that could be taken for the handler's mask. */
        const uint64_t other = i % 2 ? inside : bit(SIGUSR2);
        begin_known(outside);
        raise(SIGUSR1);
        visit_partner(other);
        expect(&there, other, partner_mask);
        expect(&back, outside, of_set(&change_main.uc_sigmask));
        expect(&back, outside, kernel_mask());
        begin_known(outside);
        raise(SIGUSR1);
        expect(&back, outside, saved_mask());
    }
    CHECK_EXPECTED(there, "after a handler %s: another context has its own", name);
    CHECK_EXPECTED(back, "after a handler %s: the interrupted one as well", name);
}

int main(void) {
    check("that does nothing", that_does_nothing);
    check("that saves a context", that_saves_a_context);
    check("that switches", that_switches);
    check("that sets a mask", that_sets_a_mask);
    return check_done();
}
