/*
 * The classic preemptive scheduler: a timer's handler swaps away, and the next
 * context, whose mask was emptied by hand, must get the next tick.
 */
#include "../context.h"
#include <signal.h>
#include <sys/time.h>

#ifdef EMULATED /* and so slow that one tick would come on top of the other */
enum { MICROSECONDS = 10000 };
#else
enum { MICROSECONDS = 1000 };
#endif
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
    struct itimerval timer = {{0, MICROSECONDS}, {0, MICROSECONDS}}, off = {{0, 0}, {0, 0}};
    sigset_t tick;
    sigaction(SIGALRM, &action, NULL);
    /* A tick that found us still here would be taken for the first context's. */
    sigemptyset(&tick);
    sigaddset(&tick, SIGALRM);
    sigprocmask(SIG_BLOCK, &tick, NULL);
    for (int i = 0; i < CONTEXTS; i++) {
        START(&contexts[i], stacks[i], NULL, body, 1, i);
        sigemptyset(&contexts[i].uc_sigmask);
    }
    getcontext(&main_context);
    if (!done) {
        done = 1;
        sigset_t tick; /* not before contexts[0] runs, as whom the handler saves who runs */
        sigemptyset(&tick);
        sigaddset(&tick, SIGALRM);
        sigprocmask(SIG_BLOCK, &tick, NULL);
        setitimer(ITIMER_REAL, &timer, NULL);
        setcontext(&contexts[0]);
    }
    setitimer(ITIMER_REAL, &off, NULL);
    CHECK(ticks >= TICKS, "every tick switched: %d", ticks);
    for (int i = 0; i < CONTEXTS; i++)
        CHECK(work[i] > 0, "context %d worked: %lu", i, work[i]);
    return check_done();
}
