/*
 * By whichever function a handler was set: the mask inside is right, and the
 * mask after it too, though the handler made its own known.
 */
#include "../mask_change.h"
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

typedef void handler_function(int);
typedef handler_function *set_function(int, handler_function *);

/* Declared by the headers for some standards only. */
extern set_function bsd_signal;
#ifdef __GLIBC__
extern set_function ssignal, sysv_signal, __sysv_signal;
extern int __sigaction(int, const struct sigaction *, struct sigaction *);
#endif

static struct expected saved;
static uint64_t inside;
static volatile int calls;

static void handler(int signal) {
    (void)signal;
    calls++;
    expect(&saved, inside, saved_mask());
    begin_with(bit(SIGALRM)); /* and knows another one when it returns */
}

static void check(const char *name, set_function *set, int is_deferred) {
    struct expected after = {0};
    saved = (struct expected){0};
    inside = bit(SIGHUP) | (is_deferred ? bit(SIGUSR1) : 0);
    calls = 0;
    for (int i = 0; i < CHANGE_ROUNDS; i++) {
        const uint64_t outside = bit(SIGHUP) | (i % 2 ? 0 : bit(SIGTERM));
        inside = outside | (is_deferred ? bit(SIGUSR1) : 0);
        set(SIGUSR1, handler);
        begin_known(outside);
        raise(SIGUSR1);
        expect(&after, outside, saved_mask());
        set(SIGUSR1, handler);
        begin_known(outside);
        raise(SIGUSR1);
        visit_partner(inside);
        expect(&after, inside, partner_mask);
        expect(&after, outside, kernel_mask());
    }
    CHECK(calls == 2 * CHANGE_ROUNDS, "%s: the handler ran each time: %d", name, calls);
    CHECK_EXPECTED(saved, "%s: the mask inside", name);
    CHECK_EXPECTED(after, "%s: the mask after it", name);
}

static handler_function *by_sigaction(int number, handler_function *new) {
    struct sigaction action = {.sa_handler = new}, old;
    return sigaction(number, &action, &old) == 0 ? old.sa_handler : SIG_ERR;
}

#ifdef __GLIBC__
static handler_function *by___sigaction(int number, handler_function *new) {
    struct sigaction action = {.sa_handler = new}, old;
    return __sigaction(number, &action, &old) == 0 ? old.sa_handler : SIG_ERR;
}
#endif

int main(void) {
    check("sigaction", by_sigaction, 1);
    check("signal", signal, 1);
    check("bsd_signal", bsd_signal, 1);
    check("sigset", sigset, 1);
#ifdef __GLIBC__
    check("__sigaction", by___sigaction, 1);
    check("ssignal", ssignal, 1);
    check("sysv_signal", sysv_signal, 0); /* set again each time, for it is used once */
    check("__sysv_signal", __sysv_signal, 0);
#endif
    return check_done();
}
