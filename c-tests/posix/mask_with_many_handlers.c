/*
 * However many different handlers a program has set, each of them is the one
 * that is called and reported, and the masks inside and after it are right.
 */
#include "../mask_change.h"

static struct expected inside, after;
static volatile int called;

static void run(int which, int signal) {
    called = which;
    expect(&inside, bit(SIGHUP) | bit(signal), saved_mask());
    visit_partner(bit(SIGTERM));
    expect(&inside, bit(SIGHUP) | bit(signal), kernel_mask());
}

/* 512 functions, handler_000 to handler_777 in octal. */
#define EACH(X, p) X(p##0) X(p##1) X(p##2) X(p##3) X(p##4) X(p##5) X(p##6) X(p##7)
#define EACH_64(X, p)                                                                              \
    EACH(X, p##0)                                                                                  \
    EACH(X, p##1)                                                                                  \
    EACH(X, p##2) EACH(X, p##3) EACH(X, p##4) EACH(X, p##5) EACH(X, p##6) EACH(X, p##7)
#define EACH_512(X)                                                                                \
    EACH_64(X, 0)                                                                                  \
    EACH_64(X, 1)                                                                                  \
    EACH_64(X, 2) EACH_64(X, 3) EACH_64(X, 4) EACH_64(X, 5) EACH_64(X, 6) EACH_64(X, 7)

#define DEFINE(n)                                                                                  \
    static void handler_##n(int signal) { run(0##n, signal); }
#define NAME(n) handler_##n,
EACH_512(DEFINE)
static void (*const handlers[])(int) = {EACH_512(NAME)};
enum { HANDLERS = sizeof handlers / sizeof *handlers };

static int use(int which, int signal) {
    struct sigaction action = {.sa_handler = handlers[which]}, now;
    sigset_t other = to_set(bit(SIGTERM));
    begin_known(bit(SIGHUP));
    int right = sigaction(signal, &action, NULL) == 0;
    sigprocmask(SIG_SETMASK, &other, NULL); /* perhaps with less known than a moment ago */
    visit_partner(bit(SIGHUP));
    expect(&after, bit(SIGHUP), partner_mask);
    expect(&after, bit(SIGTERM), saved_mask());
    for (int i = 0; i < 3; i++) {
        called = -1;
        begin_known(bit(SIGHUP));
        raise(signal);
        right &= called == which;
        expect(&after, bit(SIGHUP), saved_mask());
        if (i == 1)
            visit_partner(bit(SIGHUP) | bit(signal));
        expect(&after, bit(SIGHUP), kernel_mask());
    }
    right &= sigaction(signal, NULL, &now) == 0 && now.sa_handler == handlers[which];
    return right;
}

int main(void) {
    int right = 0, again = 0;
    for (int i = 0; i < HANDLERS; i++)
        right += use(i, i % 2 ? SIGUSR1 : SIGUSR2);
    CHECK(right == HANDLERS, "each handler is called and told of: %d of %d", right, HANDLERS);
    CHECK_EXPECTED(inside, "the mask in each");
    CHECK_EXPECTED(after, "the mask after each");
    for (int i = 0; i < HANDLERS; i += 17)
        again += use(i, SIGALRM);
    CHECK(again == (HANDLERS + 16) / 17, "and the earlier ones still are: %d", again);
    CHECK_EXPECTED(inside, "the mask in each");
    CHECK_EXPECTED(after, "the mask after each");
    return check_done();
}
