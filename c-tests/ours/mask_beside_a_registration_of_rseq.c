/*
 * Where the C library registers no rseq and we do, a thread may have done that
 * itself before: then it costs system calls, but its masks are right. After we
 * did it is refused, as a second registration is.
 */
#include "../mask_change.h"
#include <errno.h>
#include <fastctx.h>
#include <pthread.h>

#if !defined(__GLIBC__) && defined(SYS_rseq) && defined(RSEQ_SIGNATURE)
enum { UNREGISTER = 1 };

/* As the kernel has it (include/uapi/linux/rseq.h). */
struct area {
    uint32_t cpu_id_start, cpu_id;
    uint64_t rseq_cs;
    uint32_t flags, unused[3];
} __attribute__((aligned(32)));

static struct area first, second, third;

static void by_block(void) {
    sigset_t set = to_set(bit(SIGUSR1));
    sigprocmask(SIG_BLOCK, &set, NULL);
}
static void by_raise(void) { raise(SIGUSR2); }
static void handler(int signal) {
    (void)signal;
    saved_mask();
}

static void check_masks(const char *who) {
    printf("# %s\n", who);
    check_change("sigprocmask", by_block, bit(SIGHUP), bit(SIGHUP) | bit(SIGUSR1));
    check_change("a handler", by_raise, bit(SIGHUP), bit(SIGHUP));
}

static void *that_is_registered(void *unused) {
    long result = syscall(SYS_rseq, &first, sizeof first, 0, RSEQ_SIGNATURE);
    if (CHECK(result == 0, "a thread registers itself: %ld", result)) {
        check_masks("registered by the program");
        CHECK(first.cpu_id < 1 << 16, "its area is alive: %u", first.cpu_id);
        CHECK(first.rseq_cs == 0, "and nobody else writes there");
        CHECK(syscall(SYS_rseq, &first, sizeof first, UNREGISTER, RSEQ_SIGNATURE) == 0,
              "it takes that back");
        check_masks("registered by nobody any more");
        CHECK(syscall(SYS_rseq, &third, sizeof third, 0, RSEQ_SIGNATURE) == 0,
              "and registers another area");
        check_masks("registered by the program again");
        CHECK(syscall(SYS_rseq, &third, sizeof third, UNREGISTER, RSEQ_SIGNATURE) == 0,
              "which it takes back");
    }
    return unused;
}

static void *that_comes_too_late(void *unused) {
    check_masks("registered by the library");
    errno = 0;
    long result = syscall(SYS_rseq, &second, sizeof second, 0, RSEQ_SIGNATURE);
    CHECK(result == -1 && errno == EINVAL, "a second registration is refused: %ld, %d", result,
          errno);
    check_masks("after the refusal");
    return unused;
}

int main(void) {
    pthread_t thread;
    if (fastctx_sigmask_policy() != FASTCTX_SIGMASK_AUTO)
        SKIP_ALL("masks are not to be known, so nobody registers");
    struct sigaction action = {.sa_handler = handler};
    sigaction(SIGUSR2, &action, NULL);
    pthread_create(&thread, NULL, that_is_registered, NULL);
    pthread_join(thread, NULL);
    pthread_create(&thread, NULL, that_comes_too_late, NULL);
    pthread_join(thread, NULL);
    check_masks("the first thread");
    return check_done();
}
#else
int main(void) { SKIP_ALL("the C library may register rseq, or there is none"); }
#endif
