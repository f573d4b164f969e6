/* A signal may come at any instruction of a change on a shared stack, and its handler
 * uses the stack that is there: nothing that lives on it is overwritten. */
#include "../coroutine.h"
#include <signal.h>
#include <sys/time.h>

static fastctx_shared_t *shared;
static int mistakes;
static volatile int signals;

static void handler(int signal) {
    volatile unsigned char locals[2000];
    fill(locals, sizeof locals, 99);
    signals += is_filled(locals, sizeof locals, 99);
    (void)signal;
}

static void *inner(void *arg, void *value) {
    volatile unsigned char locals[64];
    fill(locals, sizeof locals, number_of(arg));
    while (fastctx_yield(&value) == 0)
        mistakes += !is_filled(locals, sizeof locals, number_of(arg));
    return arg;
}

/* Resumes others of its stack, which come and go by the copier, and end there. */
static void *outer(void *arg, void *value) {
    volatile unsigned char locals[200];
    (void)value;
    fill(locals, sizeof locals, 50);
    for (int turn = 0; signals < 300 && turn < 3000000; turn++) {
        fastctx_co_t *co = NULL;
        mistakes += try_on_shared(&co, shared, 0, inner, value_of(turn)) != 0;
        for (int i = 0; i < 5; i++)
            mistakes += fastctx_resume(co, NULL) != FASTCTX_YIELDED;
        mistakes += fastctx_cancel(co) != FASTCTX_FINISHED || fastctx_destroy(co) != 0;
        mistakes += !is_filled(locals, sizeof locals, 50);
    }
    return arg;
}

int main(void) {
    struct sigaction action = {.sa_handler = handler, .sa_flags = SA_RESTART};
    struct itimerval often = {{0, 100}, {0, 100}}, never = {{0, 0}, {0, 0}};
    shared = shared_stack(64 * 1024);
    fastctx_co_t *co = on_shared(shared, outer, NULL);
    sigaction(SIGALRM, &action, NULL);
    setitimer(ITIMER_REAL, &often, NULL);
    int result = fastctx_resume(co, NULL);
    setitimer(ITIMER_REAL, &never, NULL);
    CHECK(result == FASTCTX_FINISHED && mistakes == 0, "%d signals, %d mistakes", signals,
          mistakes);
    CHECK(signals > 0, "and they came");
    CHECK(fastctx_destroy(co) == 0 && fastctx_shared_destroy(shared) == 0, "and nobody is left");
    return check_done();
}
