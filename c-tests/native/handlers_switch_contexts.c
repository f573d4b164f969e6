/*
 * fastctx_switch in a signal handler: on an alternate stack, to a context and back;
 * and away from the interrupted code, which goes on later by the handler's return: a
 * scheduler that preempts.
 */
#include "coroutine.h"
#include <signal.h>
#include <sys/time.h>

enum { WORKERS = 3, WANTED = 60 };
static char stacks[WORKERS + 2][64 * 1024] __attribute__((aligned(16)));
static fastctx_t handlers_own, in_handler, workers[WORKERS], scheduler, there, here;
static volatile int handled, wrong, current = -1, preempted;
static volatile unsigned long progress[WORKERS];

static void *answers(void *arg, void *value) {
    for (;;)
        value = fastctx_switch(&handlers_own, &in_handler, number(of_number(value) + 1));
    return arg;
}
static void on_alternate_stack(int signal_number) {
    (void)signal_number;
    uintptr_t n = (uintptr_t)handled;
    wrong += fastctx_switch(&in_handler, &handlers_own, number(n)) != number(n + 1);
    wrong += fastctx_switch_fp(&in_handler, &handlers_own, number(n)) != number(n + 1);
    handled++;
}
static void *mirrors(void *arg, void *value) {
    for (;;)
        value = fastctx_switch(&there, &here, value);
    return arg;
}

static void preempts(int signal_number) {
    (void)signal_number;
    int who = current;
    if (who < 0)
        return;
    current = -1;
    preempted++;
    fastctx_switch(&workers[who], &scheduler, NULL);
    current = who;
}
static void *works(void *arg, void *value) {
    uintptr_t self = of_number(arg);
    current = (int)self;
    double sum = 0; /* what is in registers is whole when it goes on */
    for (unsigned long i = 0;; i++) {
        sum += 0.5;
        if (sum * 2 != (double)(i + 1))
            wrong++;
        progress[self] = i;
    }
    return value;
}

static void every(int microseconds, void (*handler)(int), int flags) {
    struct sigaction action;
    struct itimerval timer = {{0, microseconds}, {0, microseconds}};
    memset(&action, 0, sizeof action);
    action.sa_handler = handler;
    action.sa_flags = flags;
    sigaction(SIGALRM, &action, NULL);
    setitimer(ITIMER_REAL, &timer, NULL);
}

int main(void) {
    stack_t alternate = {.ss_sp = malloc(65536), .ss_size = 65536};
    sigaltstack(&alternate, NULL);
    fastctx_init(&handlers_own, stacks[WORKERS], sizeof stacks[0], answers, NULL, NULL);
    fastctx_init(&there, stacks[WORKERS + 1], sizeof stacks[0], mirrors, NULL, NULL);
    every(500, on_alternate_stack, SA_ONSTACK);
    for (uintptr_t i = 0; handled < WANTED; i++)
        wrong += fastctx_switch(&here, &there, number(i)) != number(i);
    every(0, SIG_IGN, 0);
    CHECK(!wrong, "%d handlers switched to a context and back: %d mistakes", handled, wrong);

    for (uintptr_t i = 0; i < WORKERS; i++)
        fastctx_init(&workers[i], stacks[i], sizeof stacks[i], works, number(i), NULL);
    every(500, preempts, SA_NODEFER);
    for (int turn = 0; preempted < WANTED; turn++)
        fastctx_switch(&scheduler, &workers[turn % WORKERS], NULL);
    every(0, SIG_IGN, 0);
    CHECK(!wrong, "%d preemptions: %d mistakes", preempted, wrong);
    for (int i = 0; i < WORKERS; i++)
        CHECK(progress[i] > 0, "worker %d did something", i);
    return check_done();
}
