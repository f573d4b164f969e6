/*
 * Signals that the C library keeps for itself are not in the mask that programs
 * are told of, even if somebody has the kernel block them. (glibc tells.)
 */
#include "../mask_change.h"
#include <pthread.h>

int main(void) {
    uint64_t reserved = bit(SIGRTMIN) - bit(32);
    sigset_t old;
    set_kernel_mask(bit(SIGHUP) | reserved);
    sigprocmask(SIG_BLOCK, NULL, &old);
    CHECK(of_set(&old) == bit(SIGHUP), "sigprocmask does not tell: %#llx",
          (unsigned long long)of_set(&old));
    pthread_sigmask(SIG_BLOCK, NULL, &old);
    CHECK(of_set(&old) == bit(SIGHUP), "pthread_sigmask does not tell: %#llx",
          (unsigned long long)of_set(&old));
    CHECK(saved_mask() == (bit(SIGHUP) | reserved), "a context has the kernel's: %#llx",
          (unsigned long long)saved_mask());
    return check_done();
}
