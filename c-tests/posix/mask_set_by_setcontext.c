/* Switches notice what setcontext does, blocking and unblocking. */
#include "../mask_change.h"

static void by_blocking(void) { begin_with(bit(SIGHUP) | bit(SIGUSR1) | bit(50)); }
static void by_unblocking(void) { begin_with(bit(SIGHUP)); }
static void by_both(void) { begin_with(bit(SIGUSR2)); }

int main(void) {
    check_change("more", by_blocking, bit(SIGHUP), bit(SIGHUP) | bit(SIGUSR1) | bit(50));
    check_change("less", by_unblocking, bit(SIGHUP) | bit(SIGUSR1), bit(SIGHUP));
    check_change("others", by_both, bit(SIGHUP) | bit(SIGUSR1), bit(SIGUSR2));
    return check_done();
}
