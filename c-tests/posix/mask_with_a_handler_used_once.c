/* SA_RESETHAND: the handler runs once, with the masks of any other; then it is gone. */
#include "../mask_change.h"

static struct expected inside, after;
static volatile int calls;

static void handler(int signal) {
    (void)signal;
    calls++;
    expect(&inside, bit(SIGHUP) | bit(SIGCHLD), saved_mask());
}

int main(void) {
    struct sigaction action = {.sa_handler = handler, .sa_flags = (int)SA_RESETHAND}, now;
    int still_there = 0;
    for (int i = 0; i < CHANGE_ROUNDS; i++) {
        sigaction(SIGCHLD, &action, NULL);
        begin_known(bit(SIGHUP));
        raise(SIGCHLD);
        expect(&after, bit(SIGHUP), saved_mask());
        sigaction(SIGCHLD, NULL, &now);
        still_there += now.sa_handler != SIG_DFL;
        raise(SIGCHLD); /* which is ignored by default */
        expect(&after, bit(SIGHUP), saved_mask());
    }
    CHECK(calls == CHANGE_ROUNDS, "each handler ran once: %d", calls);
    CHECK(!still_there, "it is not reported any more");
    CHECK_EXPECTED(inside, "its mask while it ran");
    CHECK_EXPECTED(after, "the mask after it");
    return check_done();
}
