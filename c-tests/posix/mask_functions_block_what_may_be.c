/*
 * However many signals a program blocks: never SIGKILL, SIGSTOP and those that
 * the C library keeps for itself, from 32 up to SIGRTMIN. Contexts go by what
 * really is blocked. (The last two signals are not the program's own under
 * qemu-user.)
 */
#include "../mask_change.h"
#include <pthread.h>
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

#define UNBLOCKABLE (bit(SIGKILL) | bit(SIGSTOP))
#define EVERY (bit(63) - 1)

static uint64_t reserved(void) { return bit(SIGRTMIN) - bit(32); }

static void all_by_sigprocmask(void) {
    sigset_t all = to_set(EVERY);
    sigprocmask(SIG_SETMASK, &all, NULL);
}

static void more_by_sigprocmask(void) {
    sigset_t all = to_set(EVERY);
    sigprocmask(SIG_BLOCK, &all, NULL);
}

static void all_by_pthread_sigmask(void) {
    sigset_t all = to_set(EVERY);
    pthread_sigmask(SIG_SETMASK, &all, NULL);
}

static void more_by_pthread_sigmask(void) {
    sigset_t all = to_set(EVERY);
    pthread_sigmask(SIG_BLOCK, &all, NULL);
}

static void unblockable_by_sighold(void) {
    sighold(SIGKILL);
    sighold(SIGSTOP);
}

#ifdef __GLIBC__
static void all_by_sigblock(void) { sigblock(-1); }
static void all_by_sigsetmask(void) { sigsetmask(-1); }
#endif

int main(void) {
    if (!has_all_signals())
        SKIP_ALL("the emulator has not all signals");
    uint64_t all = EVERY & ~(UNBLOCKABLE | reserved()), some = bit(SIGHUP) | bit(50);
    check_change("sigprocmask(SIG_SETMASK)", all_by_sigprocmask, some, all);
    check_change("sigprocmask(SIG_BLOCK)", more_by_sigprocmask, some, all);
    check_change("pthread_sigmask(SIG_SETMASK)", all_by_pthread_sigmask, some, all);
    check_change("pthread_sigmask(SIG_BLOCK)", more_by_pthread_sigmask, some, all);
    check_change("sighold", unblockable_by_sighold, some, some);
#ifdef __GLIBC__
    uint64_t first = (bit(32) - 1) & ~UNBLOCKABLE;
    check_change("sigblock", all_by_sigblock, some, some | first);
    check_change("sigsetmask", all_by_sigsetmask, some, first);
#endif
    sigset_t old;
    begin_known(all);
    sigprocmask(SIG_BLOCK, NULL, &old);
    CHECK(of_set(&old) == all, "the mask that is told is the real one: %#llx",
          (unsigned long long)of_set(&old));
    return check_done();
}
