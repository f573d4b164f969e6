/*
 * Whether a call that a handler interrupts goes on is what SA_RESTART, the
 * function that set the handler, or siginterrupt says.
 */
#include "../context.h"
#include "../mask.h"
#include <errno.h>
#include <sys/time.h>
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

static int ends[2];
static volatile int ticks;

/* The second tick lets a read that was restarted come to an end. */
static void handler(int signal) {
    (void)signal;
    if (++ticks == 2 && write(ends[1], "x", 1) != 1)
        _exit(2);
}

/* Whether a tick interrupts a read. */
static int interrupts_once(void) {
    struct itimerval timer = {{0, 4000}, {0, 4000}}, off = {{0, 0}, {0, 0}};
    char byte;
    ticks = 0;
    setitimer(ITIMER_REAL, &timer, NULL);
    ssize_t first = read(ends[0], &byte, 1);
    int error = errno;
    while (ticks < 2)
        pause();
    setitimer(ITIMER_REAL, &off, NULL);
    if (first == 1)
        return 0;
    if (read(ends[0], &byte, 1) != 1 || error != EINTR)
        return -1;
    return 1;
}

/* On a busy machine the ticks may be over before the read begins. */
static int interrupts(void) {
    int result = 0;
    for (int i = 0; i < 5 && result == 0; i++)
        result = interrupts_once();
    return result;
}

/* Another kind that is used once: the second tick needs the handler too. */
static void again(int signal) {
    handler(signal);
#ifdef __GLIBC__
    sysv_signal(signal, again);
#endif
}

int main(void) {
    struct sigaction action = {.sa_handler = handler};
    REQUIRE(pipe(ends) == 0, "a pipe");
    sigaction(SIGALRM, &action, NULL);
    CHECK(interrupts() == 1, "sigaction without SA_RESTART interrupts");
    action.sa_flags = SA_RESTART;
    sigaction(SIGALRM, &action, NULL);
    CHECK(interrupts() == 0, "sigaction with SA_RESTART does not");
    CHECK(siginterrupt(SIGALRM, 1) == 0 && interrupts() == 1, "siginterrupt makes it interrupt");
    signal(SIGALRM, handler);
    CHECK(interrupts() == 1, "so do later handlers of signal");
    CHECK(siginterrupt(SIGALRM, 0) == 0 && interrupts() == 0, "siginterrupt makes it restart");
    signal(SIGALRM, handler);
    CHECK(interrupts() == 0, "so do later handlers of signal");
    siginterrupt(SIGUSR1, 1);
    signal(SIGALRM, handler);
    CHECK(interrupts() == 0, "siginterrupt is for one signal only");
    sigaction(SIGALRM, NULL, &action);
    CHECK(action.sa_handler == handler, "siginterrupt leaves the handler");
    sigset(SIGALRM, handler);
    CHECK(interrupts() == 1, "sigset's handlers interrupt");
#ifdef __GLIBC__
    sysv_signal(SIGALRM, again);
    CHECK(interrupts() == 1, "sysv_signal's handlers interrupt");
    sysv_signal(SIGALRM, again);
    siginterrupt(SIGALRM, 0);
    sigaction(SIGALRM, NULL, &action);
    CHECK(action.sa_flags & SA_RESTART && action.sa_flags & SA_NODEFER,
          "siginterrupt keeps the other flags: %#x", (unsigned)action.sa_flags);
#else
    (void)again;
#endif
    errno = 0;
    CHECK(siginterrupt(NO_SIGNAL, 1) == -1 && errno == EINVAL, "siginterrupt(%d): %m", NO_SIGNAL);
    errno = 0;
    CHECK(siginterrupt(SIGKILL, 1) == -1 && errno == EINVAL, "siginterrupt(SIGKILL): %m");
    return check_done();
}
