/* What the functions that change the mask return and store: the old mask, the old disposition. */
#include "../mask_change.h"
#include <errno.h>
#include <pthread.h>
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

#ifndef SIG_HOLD
#define SIG_HOLD ((void (*)(int))2)
#endif

static void handler(int signal) { (void)signal; }

int main(void) {
    sigset_t set = to_set(bit(SIGUSR1) | bit(50)), old;
    sigset_t *volatile same = &set; /* the prototype says restrict */
    static char buffer[BUFSIZ];     /* malloc sets errno where an emulator has no brk(2) */
    setvbuf(stdout, buffer, _IOFBF, sizeof buffer);
    errno = 4711;
    begin_known(bit(SIGHUP));
    CHECK(sigprocmask(SIG_BLOCK, &set, &old) == 0 && of_set(&old) == bit(SIGHUP),
          "sigprocmask tells the mask before: %#llx", (unsigned long long)of_set(&old));
    CHECK(sigprocmask(-1, NULL, &old) == 0 && of_set(&old) == (bit(SIGHUP) | of_set(&set)),
          "and, given no mask, the one in force: %#llx", (unsigned long long)of_set(&old));
    CHECK(sigprocmask(SIG_SETMASK, &set, same) == 0 && of_set(&set) == of_set(&old),
          "both may be one place: %#llx", (unsigned long long)of_set(&set));
    CHECK(sigprocmask(-1, NULL, NULL) == 0, "or nothing at all");

    set = to_set(bit(SIGUSR1) | bit(50));
    begin_known(bit(SIGHUP));
    CHECK(pthread_sigmask(SIG_BLOCK, &set, &old) == 0 && of_set(&old) == bit(SIGHUP),
          "pthread_sigmask tells the mask before: %#llx", (unsigned long long)of_set(&old));
    CHECK(pthread_sigmask(-1, NULL, &old) == 0 && of_set(&old) == (bit(SIGHUP) | of_set(&set)),
          "and, given no mask, the one in force: %#llx", (unsigned long long)of_set(&old));

#ifdef __GLIBC__
    begin_known(bit(SIGHUP) | bit(40));
    CHECK(sigblock((int)bit(SIGUSR1)) == (int)bit(SIGHUP),
          "sigblock returns the old mask's 32 bits");
    CHECK(sigblock(0) == (int)(bit(SIGHUP) | bit(SIGUSR1)), "and, given 0, those in force");
    CHECK(sigsetmask((int)bit(SIGUSR2)) == (int)(bit(SIGHUP) | bit(SIGUSR1)),
          "sigsetmask returns the old mask's 32 bits");
    CHECK(sigblock(0) == (int)bit(SIGUSR2), "and has set all of them");
#endif

    begin_known(bit(SIGHUP));
    CHECK(sighold(SIGUSR1) == 0 && sighold(SIGUSR1) == 0, "sighold returns 0, also a second time");
    CHECK(sigrelse(SIGUSR1) == 0 && sigrelse(SIGUSR1) == 0, "so does sigrelse");

    CHECK(sigset(SIGUSR1, handler) == SIG_DFL, "sigset returns the old disposition");
    CHECK(sigset(SIGUSR1, SIG_IGN) == handler, "a handler");
    CHECK(sigset(SIGUSR1, SIG_HOLD) == SIG_IGN, "also when it blocks");
    CHECK(sigset(SIGUSR1, SIG_HOLD) == SIG_HOLD, "and SIG_HOLD when the signal was blocked");
    CHECK(sigset(SIGUSR1, handler) == SIG_HOLD, "also when it unblocks");
    CHECK(sigset(SIGUSR1, SIG_DFL) == handler, "the disposition has been set meanwhile");
    CHECK(kernel_mask() == bit(SIGHUP), "the mask is what it was: %#llx",
          (unsigned long long)kernel_mask());
    CHECK(errno == 4711, "nothing of this changed errno: %d", errno);
    return check_done();
}
