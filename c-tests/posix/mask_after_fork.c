/*
 * A child of fork has its parent's mask and goes on from there: it switches,
 * handles signals, forks again, and starts threads; the parent keeps its mask.
 */
#include "../mask_change.h"
#include <pthread.h>
#include <sys/wait.h>

#ifdef EMULATED
enum { MANY_THREADS = 300 };
#else
enum { MANY_THREADS = 1500 };
#endif
enum { MANY = 3 }; /* generations; the first of so many starts thousands of threads */

static struct expected found; /* one process's */
static volatile int calls;

static void handler(int signal) {
    calls++;
    expect(&found, bit(SIGHUP) | bit(signal), saved_mask());
    visit_partner(bit(50));
    expect(&found, bit(SIGHUP) | bit(signal), kernel_mask());
}

static void by_sigprocmask(void) {
    sigset_t set = to_set(bit(SIGHUP) | bit(51));
    sigprocmask(SIG_SETMASK, &set, NULL);
}

static void *in_thread(void *unused) {
    expect(&found, bit(SIGHUP), saved_mask());
    for (int i = 0; i < 3; i++) {
        visit_partner(bit(52));
        expect(&found, bit(52), partner_mask);
        expect(&found, bit(SIGHUP), kernel_mask());
    }
    begin_with(bit(53));
    expect(&found, bit(53), saved_mask());
    return unused;
}

/* All of it, in this process. */
static void use(void) {
    expect(&found, bit(SIGHUP), saved_mask());
    visit_partner(bit(SIGHUP));
    expect(&found, bit(SIGHUP), partner_mask);
    raise(SIGUSR1);
    expect(&found, bit(SIGHUP), saved_mask());
    visit_partner(bit(SIGHUP) | bit(SIGUSR1));
    expect(&found, bit(SIGHUP) | bit(SIGUSR1), partner_mask);
    begin_known(bit(SIGHUP));
    by_sigprocmask();
    visit_partner(bit(SIGHUP));
    expect(&found, bit(SIGHUP), partner_mask);
    expect(&found, bit(SIGHUP) | bit(51), kernel_mask());
    begin_known(bit(SIGHUP));
}

static void use_threads(int count) {
    for (int i = 0; i < count; i++) {
        pthread_t thread;
        pthread_create(&thread, NULL, in_thread, NULL);
        pthread_join(thread, NULL);
        expect(&found, bit(SIGHUP), saved_mask());
    }
}

/* Whether nothing was wrong in a child, and in its own. */
static int child(int generations) {
    pid_t pid = fork();
    if (pid == 0) {
        found.wrong = 0;
        use();
        if (generations > 1)
            found.wrong += !child(generations - 1);
        use_threads(generations == MANY ? MANY_THREADS : 10);
        use();
        _exit(found.wrong != 0);
    }
    int status = -1;
    waitpid(pid, &status, 0);
    expect(&found, bit(SIGHUP), saved_mask());
    return status == 0;
}

int main(void) {
    struct sigaction action = {.sa_handler = handler};
    int right = 0;
    sigaction(SIGUSR1, &action, NULL);
    for (int i = 0; i < CHANGE_ROUNDS; i++) {
        begin_known(bit(SIGHUP));
        right += child(i == 0 ? MANY : 1 + i % 2);
        use();
        if (i == CHANGE_ROUNDS / 2)
            use_threads(10);
    }
    CHECK(right == CHANGE_ROUNDS, "children have the masks that they should: %d of %d", right,
          CHANGE_ROUNDS);
    CHECK_EXPECTED(found, "and so has their parent");
    return check_done();
}
