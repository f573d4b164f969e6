/*
 * The classic preemptive scheduler: a timer's handler swaps away, and the next
 * context, whose mask was emptied by hand, must get the next tick.
 */
#include "../context.h"
#include <signal.h>
#include <sys/time.h>

enum { CONTEXTS = 3, TICKS = 60, LIMIT = 10000 };
static ucontext_t main_context, contexts[CONTEXTS];
static char stacks[CONTEXTS][STACK_SIZE];
static volatile unsigned long work[CONTEXTS];
static volatile int current, ticks;

/* On a busy machine a context may find its next tick waiting each time. */
static int all_worked(void) {
    for (int i = 0; i < CONTEXTS; i++)
        if (!work[i])
            return 0;
    return 1;
}

static void handler(int signal) {
    (void)signal;
    int from = current;
    ticks++;
    if (ticks >= LIMIT || (ticks >= TICKS && all_worked()))
        setcontext(&main_context);
    current = (from + 1) % CONTEXTS;
    swapcontext(&contexts[from], &contexts[current]);
}

static void body(int self) {
    for (;;)
        work[self]++;
}

int main(void) {
    volatile int done = 0;
    struct sigaction action = {.sa_handler = handler};
    struct itimerval timer = {{0, 1000}, {0, 1000}}, off = {{0, 0}, {0, 0}};
    sigaction(SIGALRM, &action, NULL);
    for (int i = 0; i < CONTEXTS; i++) {
        START(&contexts[i], stacks[i], NULL, body, 1, i);
        sigemptyset(&contexts[i].uc_sigmask);
    }
    getcontext(&main_context);
    if (!done) {
        done = 1;
        setitimer(ITIMER_REAL, &timer, NULL);
        setcontext(&contexts[0]);
    }
    setitimer(ITIMER_REAL, &off, NULL);
    CHECK(ticks >= TICKS, "every tick switched: %d", ticks);
    for (int i = 0; i < CONTEXTS; i++)
        CHECK(work[i] > 0, "context %d worked: %lu", i, work[i]);
    return check_done();
}
