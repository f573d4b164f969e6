/*
 * Switches notice that longjmp restores the mask in a program that was compiled
 * with _FORTIFY_SOURCE, where its name is __longjmp_chk.
 */
#include "../mask_change.h"
#include <setjmp.h>

#ifdef __GLIBC__
enum { BEFORE = 1 << (SIGHUP - 1), AFTER = 1 << (SIGUSR1 - 1) | 1 << (SIGUSR2 - 1) };

extern void __longjmp_chk(sigjmp_buf buffer, int value) __attribute__((noreturn));

static void by_longjmp_chk(void) {
    sigjmp_buf buffer;
    begin_with(AFTER);
    if (sigsetjmp(buffer, 1) == 0) {
        begin_with(BEFORE);
        __longjmp_chk(buffer, 1);
    }
}

int main(void) {
    check_change("__longjmp_chk", by_longjmp_chk, BEFORE, AFTER);
    return check_done();
}
#else
int main(void) { SKIP_ALL("this C library has no __longjmp_chk"); }
#endif
