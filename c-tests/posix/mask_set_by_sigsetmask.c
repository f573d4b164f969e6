/* Switches notice what 4.2BSD's sigsetmask does: it unblocks all from 33 on. */
#include "../mask_change.h"

#ifdef __GLIBC__
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

static void by_sigsetmask(void) { sigsetmask((int)(bit(SIGUSR1) | bit(SIGSYS))); }

int main(void) {
    check_change("sigsetmask", by_sigsetmask, bit(SIGHUP) | bit(SIGUSR1) | bit(40),
                 bit(SIGUSR1) | bit(SIGSYS));
    return check_done();
}
#else
int main(void) { SKIP_ALL("this C library has no sigsetmask"); }
#endif
