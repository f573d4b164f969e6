/*
 * A signal handler's mask is the interrupted one, its action's sa_mask and the
 * signal itself, unless that is not to be deferred. A context that is saved in
 * the handler has all of it, and a switch there and back keeps it.
 */
#include "../mask_change.h"

static struct expected in_force, saved, elsewhere, kept;
static uint64_t outside, inside;
static volatile int switch_first, calls;

static void look(void) {
    expect(&saved, inside, saved_mask());
    expect(&in_force, inside, kernel_mask());
}

static void handler(int signal) {
    (void)signal;
    calls++;
    if (!switch_first)
        look();
    visit_partner(outside);
    expect(&elsewhere, outside, partner_mask);
    expect(&kept, inside, of_set(&change_main.uc_sigmask));
    look();
    visit_partner(inside);
    expect(&elsewhere, inside, partner_mask);
}

static void check(const char *name, uint64_t mask, int flags, uint64_t added) {
    struct sigaction action = {.sa_handler = handler, .sa_flags = flags, .sa_mask = to_set(mask)};
    in_force = saved = elsewhere = kept = (struct expected){0};
    calls = 0;
    outside = bit(SIGHUP);
    inside = bit(SIGHUP) | added;
    sigaction(SIGUSR1, &action, NULL);
    for (int i = 0; i < CHANGE_ROUNDS; i++) {
        begin_known(outside);
        switch_first = i % 2;
        raise(SIGUSR1);
    }
    CHECK(calls == CHANGE_ROUNDS, "%s: the handler ran each time", name);
    CHECK_EXPECTED(in_force, "%s: the mask in force", name);
    CHECK_EXPECTED(saved, "%s: getcontext saves it", name);
    CHECK_EXPECTED(elsewhere, "%s: another context has its own", name);
    CHECK_EXPECTED(kept, "%s: swapcontext saves it", name);
}

int main(void) {
    const uint64_t others = bit(SIGUSR2) | bit(45);
    check("a handler", 0, 0, bit(SIGUSR1));
    check("sa_mask", others, 0, bit(SIGUSR1) | others);
    check("SA_NODEFER", 0, SA_NODEFER, 0);
    check("SA_NODEFER with sa_mask", others, SA_NODEFER, others);
    check("SA_NODEFER with the signal in sa_mask", bit(SIGUSR1), SA_NODEFER, bit(SIGUSR1));
    check("SA_RESTART", 0, SA_RESTART, bit(SIGUSR1));
    return check_done();
}
