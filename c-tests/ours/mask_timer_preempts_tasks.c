/*
 * Preemptive user-level threads: a timer interrupts tasks anywhere, its handler
 * leaves for the scheduler, which resumes the interrupted contexts in turn from
 * its own stack. The tasks' results, kept in registers of every kind, must be
 * those of a run without interruption.
 */
#include "../context.h"
#include <signal.h>
#include <sys/time.h>

enum { TASKS = 4, SWITCHES = 400 };
static ucontext_t scheduler, fresh[TASKS], *interrupted[TASKS];
static char stacks[TASKS][STACK_SIZE];
static volatile int current, preempted;
static volatile unsigned long rounds[TASKS];
static volatile int wrong;

/* The same number each time, by way of integer, floating-point and vector work. */
static __attribute__((noinline)) double compute(int seed) {
    double x[8] = {1, 2, 3, 4, 5, 6, 7, 8}, sum = 0;
    unsigned long h = (unsigned long)seed * 2654435761u + 1;
    for (int i = 0; i < 400; i++) {
        for (int j = 0; j < 8; j++)
            x[j] = x[j] * 0.999 + (double)(h & 0xff) * 0.001 * (j + 1);
        h = h * 6364136223846793005ul + 1442695040888963407ul;
        h ^= h >> 29;
    }
    for (int j = 0; j < 8; j++)
        sum += x[j];
    return sum + (double)(h & 0xffff);
}

static void handler(int signal, siginfo_t *info, void *context) {
    (void)signal, (void)info;
    preempted++;
    interrupted[current] = context;
    setcontext(&scheduler);
}

static void task(int self) {
    double want = compute(self);
    for (;;) {
        if (compute(self) != want)
            wrong++;
        rounds[self]++;
    }
}

/* On a busy machine a task may find its next tick waiting each time. */
static int all_worked(void) {
    for (int i = 0; i < TASKS; i++)
        if (!rounds[i] && preempted < 100 * SWITCHES)
            return 0;
    return 1;
}

int main(void) {
    struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};
    struct itimerval timer = {{0, 1000}, {0, 1000}}, off = {{0, 0}, {0, 0}};
    sigset_t ticks;
    for (int i = 0; i < TASKS; i++) {
        START(&fresh[i], stacks[i], NULL, task, 1, i);
        interrupted[i] = &fresh[i];
    }
    /* The tasks were made before this: the timer interrupts them alone. */
    sigemptyset(&ticks);
    sigaddset(&ticks, SIGALRM);
    sigprocmask(SIG_BLOCK, &ticks, NULL);
    sigaction(SIGALRM, &action, NULL);
    setitimer(ITIMER_REAL, &timer, NULL);
    for (int next = 0; preempted < SWITCHES || !all_worked(); next = (next + 1) % TASKS) {
        ucontext_t *resume = interrupted[next];
        current = next;
        swapcontext(&scheduler, resume);
    }
    setitimer(ITIMER_REAL, &off, NULL);
    CHECK(preempted >= SWITCHES, "the timer preempted tasks %d times", preempted);
    CHECK(!wrong, "no computation went wrong: %d", wrong);
    for (int i = 0; i < TASKS; i++)
        CHECK(rounds[i] > 0, "task %d worked: %lu", i, rounds[i]);
    return check_done();
}
