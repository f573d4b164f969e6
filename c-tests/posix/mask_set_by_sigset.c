/* Switches notice that System V's sigset blocks with SIG_HOLD, and otherwise unblocks. */
#include "../mask_change.h"
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

#ifndef SIG_HOLD
#define SIG_HOLD ((void (*)(int))2)
#endif

static void handler(int signal) { (void)signal; }
static void by_hold(void) { sigset(SIGUSR1, SIG_HOLD); }
static void by_a_handler(void) { sigset(SIGUSR1, handler); }
static void by_ignoring(void) { sigset(SIGUSR1, SIG_IGN); }

int main(void) {
    check_change("SIG_HOLD", by_hold, bit(SIGHUP), bit(SIGHUP) | bit(SIGUSR1));
    check_change("a handler", by_a_handler, bit(SIGHUP) | bit(SIGUSR1), bit(SIGHUP));
    check_change("SIG_IGN", by_ignoring, bit(SIGHUP) | bit(SIGUSR1), bit(SIGHUP));
    return check_done();
}
