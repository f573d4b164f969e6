/*
 * Another thread sends signals all the time. Their handler returns to a mask
 * that it edited, and may do so between any two instructions of a getcontext or
 * swapcontext: what those save and set afterwards is the mask that there is.
 */
#include "../mask_change.h"
#include <pthread.h>
#include <sched.h>
#include <time.h>

#ifndef LEAVE_HANDLER
#define LEAVE_HANDLER(context) (void)(context)
#endif

enum { SIGNALS = 30000, LEAST = 100, SECONDS = 3, MOST_SECONDS = 60 };
static pthread_t target;
static volatile int handled, undisturbed, done;
static uint64_t edits = (uint64_t)1 << (SIGWINCH - 1);

static void handler(int signal, siginfo_t *info, void *interrupted) {
    (void)signal, (void)info;
    ucontext_t *context = interrupted;
    give_mask(context, of_set(&context->uc_sigmask) ^ edits);
    handled++;
    LEAVE_HANDLER(context);
}

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

/* On a busy machine it takes longer. */
static int goes_on(double start) {
    return now() - start < (handled > LEAST ? SECONDS : MOST_SECONDS);
}

static void *sender(void *unused) {
    sigset_t usr1 = to_set(bit(SIGUSR1));
    const double start = now();
    uint32_t random = 12345;
    pthread_sigmask(SIG_BLOCK, &usr1, NULL);
    for (int i = 0; i < SIGNALS && goes_on(start); i++) {
        int before = handled;
        pthread_kill(target, SIGUSR1);
        while (handled == before && goes_on(start))
            sched_yield();
        /* Some peace, to look. */
        for (int seen = undisturbed; i % 64 == 0 && undisturbed < seen + 4 && goes_on(start);)
            sched_yield();
        random = random * 1664525 + 1013904223;
        for (volatile uint32_t wait = random >> 22; wait; wait--)
            ;
    }
    done = 1;
    return unused;
}

int main(void) {
    struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};
    struct expected saved = {0};
    sigset_t none = to_set(0);
    pthread_t thread;
    int looks = 0;
    target = pthread_self();
    sigaction(SIGUSR1, &action, NULL);
    pthread_create(&thread, NULL, sender, NULL);
    while (!done) {
        sigprocmask(SIG_BLOCK, &none, NULL); /* nothing is known any more */
        if (looks++ % 2)
            saved_mask();
        else
            visit_partner(kernel_mask());
        for (int i = 0; i < 2; i++) {
            const int before = handled;
            const uint64_t real = kernel_mask(), found = saved_mask();
            if (handled == before && kernel_mask() == real && handled == before) {
                undisturbed++;
                expect(&saved, real, found);
            }
        }
    }
    pthread_join(thread, NULL);
    CHECK(handled > LEAST, "signals were handled: %d", handled);
    CHECK(undisturbed > 100, "and there was time to look in between: %d", undisturbed);
    CHECK_EXPECTED(saved, "getcontext saves the mask that there is");
    return check_done();
}
