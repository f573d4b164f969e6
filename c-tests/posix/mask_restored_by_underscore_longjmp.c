/* Switches notice that _longjmp restores the mask that sigsetjmp saved. */
#include "../mask_change.h"
#include <setjmp.h>

enum { BEFORE = 1 << (SIGHUP - 1), AFTER = 1 << (SIGUSR1 - 1) | 1 << (SIGUSR2 - 1) };

static void by_longjmp(void) {
    sigjmp_buf buffer;
    begin_with(AFTER);
    if (sigsetjmp(buffer, 1) == 0) {
        begin_with(BEFORE);
        _longjmp(buffer, 1);
    }
}

int main(void) {
    check_change("_longjmp", by_longjmp, BEFORE, AFTER);
    return check_done();
}
