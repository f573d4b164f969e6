/* Switches notice what System V's sighold does. */
#include "../mask_change.h"
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

static void by_sighold(void) { sighold(SIGUSR1); }
static void by_sighold_of_a_late_one(void) { sighold(60); }

int main(void) {
    check_change("sighold", by_sighold, bit(SIGHUP), bit(SIGHUP) | bit(SIGUSR1));
    check_change("sighold(60)", by_sighold_of_a_late_one, bit(SIGHUP), bit(SIGHUP) | bit(60));
    return check_done();
}
