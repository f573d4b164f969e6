/*
 * sigsuspend, sigpause and the like wait with another mask. A handler that runs
 * meanwhile has that one and its own, and when the call returns, the mask from
 * before is in force and known.
 */
#include "../mask_change.h"
#include <poll.h>
#include <sys/select.h>
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

static const uint64_t outside = (uint64_t)1 << (SIGHUP - 1) | (uint64_t)1 << (SIGUSR1 - 1);
static uint64_t waiting;
static struct expected inside;
static volatile int calls;

static void handler(int signal) {
    calls++;
    expect(&inside, waiting | bit(signal), saved_mask());
    visit_partner(bit(SIGUSR2));
    expect(&inside, waiting | bit(signal), kernel_mask());
}

static void by_sigsuspend(void) {
    sigset_t set = to_set(waiting);
    sigsuspend(&set);
}
static void by_sigpause(void) { sigpause(SIGUSR1); }
static void by_ppoll(void) {
    sigset_t set = to_set(waiting);
    ppoll(NULL, 0, NULL, &set);
}
static void by_pselect(void) {
    sigset_t set = to_set(waiting);
    pselect(0, NULL, NULL, NULL, NULL, &set);
}

static void check(const char *name, void (*wait)(void), uint64_t mask) {
    struct expected after = {0};
    inside = (struct expected){0};
    calls = 0;
    waiting = mask;
    for (int i = 0; i < CHANGE_ROUNDS; i++) {
        begin_known(outside);
        raise(SIGUSR1); /* stays pending until the wait */
        wait();
        if (i % 2)
            visit_partner(waiting | bit(SIGUSR1));
        expect(&after, outside, saved_mask());
        expect(&after, outside, kernel_mask());
    }
    CHECK(calls == CHANGE_ROUNDS, "%s: each wait was interrupted: %d", name, calls);
    CHECK_EXPECTED(inside, "%s: the mask in the handler", name);
    CHECK_EXPECTED(after, "%s: the mask after the call", name);
}

int main(void) {
    struct sigaction action = {.sa_handler = handler};
    sigaction(SIGUSR1, &action, NULL);
    check("sigsuspend", by_sigsuspend, bit(SIGTERM));
    check("sigpause", by_sigpause, bit(SIGHUP));
    check("ppoll", by_ppoll, 0);
    check("pselect", by_pselect, bit(40));
    return check_done();
}
