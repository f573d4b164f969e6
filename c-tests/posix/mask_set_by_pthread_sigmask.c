/* Switches notice what pthread_sigmask does, blocking, unblocking and setting. */
#include "../mask_change.h"
#include <pthread.h>

static void by_block(void) {
    sigset_t set = to_set(bit(SIGUSR1) | bit(40));
    pthread_sigmask(SIG_BLOCK, &set, NULL);
}

static void by_unblock(void) {
    sigset_t set = to_set(bit(SIGUSR1) | bit(SIGUSR2)), old;
    pthread_sigmask(SIG_UNBLOCK, &set, &old);
}

static void by_setting(void) {
    sigset_t set = to_set(bit(SIGTERM) | bit(50));
    pthread_sigmask(SIG_SETMASK, &set, NULL);
}

int main(void) {
    check_change("SIG_BLOCK", by_block, bit(SIGHUP), bit(SIGHUP) | bit(SIGUSR1) | bit(40));
    check_change("SIG_UNBLOCK", by_unblock, bit(SIGHUP) | bit(SIGUSR1), bit(SIGHUP));
    check_change("SIG_SETMASK", by_setting, bit(SIGHUP), bit(SIGTERM) | bit(50));
    return check_done();
}
