/* Switches notice what 4.2BSD's sigblock does. */
#include "../mask_change.h"

#ifdef __GLIBC__
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

static void by_sigblock(void) { sigblock((int)(bit(SIGUSR1) | bit(SIGSYS))); }

int main(void) {
    check_change("sigblock", by_sigblock, bit(SIGHUP) | bit(40),
                 bit(SIGHUP) | bit(40) | bit(SIGUSR1) | bit(SIGSYS));
    return check_done();
}
#else
int main(void) { SKIP_ALL("this C library has no sigblock"); }
#endif
