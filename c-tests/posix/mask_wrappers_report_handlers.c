/*
 * What a program set as a signal's action is what it is told of, whatever the
 * kernel was given: handlers, SIG_DFL and SIG_IGN, flags, masks; by sigaction,
 * signal and their relatives. What cannot be set is refused.
 */
#include "../context.h"
#include "../mask.h"
#include <errno.h>
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

static volatile int calls;
static void one(int signal) { calls += signal; }
static void two(int signal) { calls -= signal; }
static void three(int signal, siginfo_t *info, void *context) {
    (void)info, (void)context;
    calls += 1000 * signal;
}

/* What programs choose; the C library's SA_RESTORER is not among it. */
static const int flags[] = {0,
                            SA_SIGINFO,
                            SA_RESTART,
                            SA_NODEFER,
                            (int)SA_RESETHAND,
                            SA_ONSTACK,
                            SA_SIGINFO | SA_NODEFER | SA_ONSTACK | SA_RESTART,
                            SA_NOCLDSTOP | SA_NOCLDWAIT};
static const int all_flags = SA_SIGINFO | SA_RESTART | SA_NODEFER | (int)SA_RESETHAND | SA_ONSTACK |
                             SA_NOCLDSTOP | SA_NOCLDWAIT;

static void check_sigaction(void) {
    const int signals[] = {SIGUSR1, SIGCHLD, SIGRTMIN, LAST_SIGNAL};
    int wrong = 0, asked = 0;
    for (size_t s = 0; s < sizeof signals / sizeof *signals; s++) {
        struct sigaction before, now, old;
        sigaction(signals[s], NULL, &before);
        wrong += before.sa_handler != SIG_DFL;
        for (size_t f = 0; f < sizeof flags / sizeof *flags; f++) {
            const uint64_t mask = bit(SIGHUP) << f | bit(LAST_SIGNAL);
            struct sigaction new = {.sa_flags = flags[f], .sa_mask = to_set(mask)};
            if (flags[f] & SA_SIGINFO)
                new.sa_sigaction = three;
            else
                new.sa_handler = f % 2 ? one : two;
            wrong += sigaction(signals[s], &new, &old) != 0;
            wrong += old.sa_handler != before.sa_handler;
            wrong += sigaction(signals[s], NULL, &now) != 0;
            wrong += now.sa_handler != new.sa_handler;
            wrong += (now.sa_flags & all_flags) != flags[f];
            wrong += of_set(&now.sa_mask) != (mask & ~(bit(SIGKILL) | bit(SIGSTOP)));
            /* One structure may be both. */
            before = new;
            struct sigaction *volatile same = &before; /* the prototype says restrict */
            wrong += sigaction(signals[s], same, same) != 0;
            wrong += before.sa_handler != new.sa_handler;
            asked++;
        }
        struct sigaction none = {.sa_handler = SIG_DFL};
        sigaction(signals[s], &none, &old);
        wrong += old.sa_handler != before.sa_handler;
    }
    CHECK(!wrong, "sigaction tells what was set: %d times, %d wrong", asked, wrong);
}

static void check_signal(void) {
    CHECK(signal(SIGUSR1, one) == SIG_DFL, "signal returns SIG_DFL");
    CHECK(signal(SIGUSR1, two) == one, "a handler");
    CHECK(signal(SIGUSR1, SIG_IGN) == two, "another");
    CHECK(signal(SIGUSR1, SIG_DFL) == SIG_IGN, "SIG_IGN");
    struct sigaction action;
    signal(SIGUSR1, one);
    sigaction(SIGUSR1, NULL, &action);
    CHECK(action.sa_handler == one && action.sa_flags & SA_RESTART &&
              !(action.sa_flags & SA_NODEFER),
          "signal's handlers restart calls and are deferred: %#x", (unsigned)action.sa_flags);
    sigset(SIGUSR1, two);
    sigaction(SIGUSR1, NULL, &action);
    CHECK(action.sa_handler == two && !(action.sa_flags & all_flags), "sigset's have no flags: %#x",
          (unsigned)action.sa_flags);
    sigignore(SIGUSR1);
    sigaction(SIGUSR1, NULL, &action);
    CHECK(action.sa_handler == SIG_IGN, "sigignore ignores");
#ifdef __GLIBC__
    CHECK(sysv_signal(SIGUSR1, two) == SIG_IGN, "sysv_signal returns the old handler");
    sigaction(SIGUSR1, NULL, &action);
    CHECK(action.sa_handler == two && action.sa_flags & (int)SA_RESETHAND &&
              action.sa_flags & SA_NODEFER && !(action.sa_flags & SA_RESTART),
          "sysv_signal's are used once, not deferred, and interrupt: %#x",
          (unsigned)action.sa_flags);
#endif
    signal(SIGUSR1, SIG_DFL);
}

static void check_refusals(void) {
    const int none[] = {0, -1, 32, NO_SIGNAL, SIGKILL, SIGSTOP, 1 << 30};
    struct sigaction action = {.sa_handler = one};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        errno = 0;
        CHECK(sigaction(none[i], &action, NULL) == -1 && errno == EINVAL, "sigaction(%d): %m",
              none[i]);
        errno = 0;
        CHECK(signal(none[i], one) == SIG_ERR && errno == EINVAL, "signal(%d): %m", none[i]);
    }
    CHECK(sigaction(SIGKILL, NULL, &action) == 0 && action.sa_handler == SIG_DFL,
          "SIGKILL's action is known all the same");
}

/* A program that goes through all actions and gives them back, as many do around a fork. */
static void check_giving_back(void) {
    struct sigaction saved, ignored = {.sa_handler = SIG_IGN};
    signal(SIGUSR1, one);
    sigaction(SIGUSR1, &ignored, &saved);
    raise(SIGUSR1);
    CHECK(calls == 0, "an ignored signal does nothing");
    sigaction(SIGUSR1, &saved, NULL);
    raise(SIGUSR1);
    CHECK(calls == SIGUSR1, "the handler that was told can be set again: %d", calls);
}

/* Nor is a library's own address told to who gives back what the kernel told him. */
static void check_giving_back_by_system_call(void) {
    struct kernel_action kernels;
    struct sigaction now;
    signal(SIGUSR1, one);
    REQUIRE(syscall(SYS_rt_sigaction, SIGUSR1, NULL, &kernels, (long)KERNEL_SET_SIZE) == 0,
            "the kernel tells of its action");
    signal(SIGUSR2, kernels.handler);
    sigaction(SIGUSR2, NULL, &now);
    CHECK(now.sa_handler == one, "what the kernel has can be set again, and is the handler");
    calls = 0;
    raise(SIGUSR2);
    CHECK(calls == SIGUSR2, "which is called: %d", calls);
}

static void check_defaults(void) {
    calls = 0;
    signal(SIGURG, one);
    signal(SIGURG, SIG_DFL);
    raise(SIGURG);
    signal(SIGURG, SIG_IGN);
    raise(SIGURG);
    CHECK(calls == 0, "neither SIG_DFL nor SIG_IGN is a handler: %d", calls);
}

int main(void) {
    check_sigaction();
    check_signal();
    check_refusals();
    check_giving_back();
    check_giving_back_by_system_call();
    check_defaults();
    return check_done();
}
