/* The functions that change the mask fail as they should, and then change nothing. */
#include "../mask_change.h"
#include <errno.h>
#include <pthread.h>
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

#ifndef SIG_HOLD
#define SIG_HOLD ((void (*)(int))2)
#endif

static void handler(int signal) { (void)signal; }

/* Whether a call failed with this error; the next one starts without. */
static int failed(int result, int error) {
    int found = errno;
    errno = 0;
    return result == -1 && found == error;
}

int main(void) {
    /* 32 is no program's signal. */
    const int none[] = {0, -1, 32, NO_SIGNAL, 1000, -1000000};
    sigset_t set = to_set(bit(SIGUSR1));
    sigset_t *volatile nowhere = (sigset_t *)8;
    begin_known(bit(SIGHUP));
    errno = 0;
    CHECK(failed(sigprocmask(77, &set, NULL), EINVAL), "sigprocmask knows three ways");
    CHECK(failed(sigprocmask(-1, &set, NULL), EINVAL), "-1 is none of them");
    CHECK(failed(sigprocmask(SIG_BLOCK, NULL, nowhere), EFAULT), "the old mask needs a place");
    CHECK(pthread_sigmask(77, &set, NULL) == EINVAL, "pthread_sigmask knows three ways");
    CHECK(pthread_sigmask(SIG_BLOCK, NULL, nowhere) == EFAULT, "the old mask needs a place");
    CHECK(errno == 0, "pthread_sigmask leaves errno alone: %d", errno);
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        CHECK(failed(sighold(none[i]), EINVAL), "sighold(%d)", none[i]);
        CHECK(failed(sigrelse(none[i]), EINVAL), "sigrelse(%d)", none[i]);
        CHECK(sigset(none[i], SIG_HOLD) == SIG_ERR && failed(-1, EINVAL), "sigset(%d, SIG_HOLD)",
              none[i]);
        CHECK(sigset(none[i], handler) == SIG_ERR && failed(-1, EINVAL), "sigset(%d, handler)",
              none[i]);
    }
    CHECK(sigset(SIGKILL, handler) == SIG_ERR && failed(-1, EINVAL), "sigset(SIGKILL, handler)");
    CHECK(kernel_mask() == bit(SIGHUP) && saved_mask() == bit(SIGHUP), "no mask has changed: %#llx",
          (unsigned long long)kernel_mask());
    visit_partner(bit(SIGHUP));
    CHECK(partner_mask == bit(SIGHUP), "and switches know that: %#llx",
          (unsigned long long)partner_mask);

    /* The kernel changes the mask before it finds that there is no place for the old one. */
    begin_known(bit(SIGHUP));
    CHECK(failed(sigprocmask(SIG_SETMASK, &set, nowhere), EFAULT) && saved_mask() == kernel_mask(),
          "a mask that was changed all the same: %#llx", (unsigned long long)kernel_mask());
    begin_known(bit(SIGHUP));
    CHECK(pthread_sigmask(SIG_SETMASK, &set, nowhere) == EFAULT && saved_mask() == kernel_mask(),
          "by pthread_sigmask too: %#llx", (unsigned long long)kernel_mask());
    return check_done();
}
