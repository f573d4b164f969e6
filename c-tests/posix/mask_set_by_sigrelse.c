/* Switches notice what System V's sigrelse does. */
#include "../mask_change.h"
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

static void by_sigrelse(void) { sigrelse(SIGUSR1); }
static void by_sigrelse_of_a_late_one(void) { sigrelse(60); }

int main(void) {
    check_change("sigrelse", by_sigrelse, bit(SIGHUP) | bit(SIGUSR1), bit(SIGHUP));
    check_change("sigrelse(60)", by_sigrelse_of_a_late_one, bit(SIGHUP) | bit(60), bit(SIGHUP));
    return check_done();
}
