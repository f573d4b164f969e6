/*
 * A program that uses restartable sequences itself, on the area that the C
 * library registered: threads count in per-CPU counters without atomic
 * instructions, and switch, change masks and handle signals in between. No
 * count is lost, and every mask is right.
 */
#include "../mask_change.h"
#include <pthread.h>
#include <stddef.h>
#include <time.h>

#if defined(__GLIBC__) && __has_include("rseq_count.h")

/* glibc 2.35 and later */
extern const ptrdiff_t __rseq_offset __attribute__((weak));
extern const unsigned __rseq_size __attribute__((weak));

enum { THREADS = 4, MOST_CPUS = 1024, COUNTS = 20000 };

static struct {
    volatile long count;
    char apart[64 - sizeof(long)];
} counters[MOST_CPUS];

/* count_here(area, wait): counters[this CPU]++; whether it was not restarted. */
#include "rseq_count.h"

struct one {
    pthread_t thread;
    int number;
    long counted, restarted;
    ucontext_t main, partner;
    uint64_t mask, partners;
    struct expected saved, elsewhere;
    char stack[STACK_SIZE];
};
static struct one threads[THREADS];
static __thread struct one *me;
static volatile int done;
static pthread_barrier_t all_done;

static void partner_body(unsigned number) {
    struct one *self = &threads[number];
    for (;;) {
        expect(&self->elsewhere, self->partners, kernel_mask());
        while (!count_here(my_area(), 3))
            self->restarted++;
        self->counted++;
        swapcontext(&self->partner, &self->main);
    }
}

/* Counts too, for a handler may do all that a program does. */
static void handler(int signal) {
    struct one *self = me;
    const uint64_t mask = kernel_mask();
    expect(&self->saved, mask | bit(signal), saved_mask());
    while (!count_here(my_area(), 3))
        self->restarted++;
    self->counted++;
}

static void *run(void *argument) {
    struct one *self = me = argument;
    self->mask = bit(SIGHUP) | bit(40 + self->number);
    self->partners = self->number % 2 ? self->mask : bit(SIGUSR2);
    begin_with(self->mask);
    START(&self->partner, self->stack, NULL, partner_body, 1, self->number);
    give_mask(&self->partner, self->partners);
    for (int i = 0; i < COUNTS; i++) {
        while (!count_here(my_area(), i % 4096))
            self->restarted++;
        self->counted++;
        if (i % 3 == 0)
            expect(&self->saved, self->mask, saved_mask());
        if (i % 5 == 0)
            swapcontext(&self->main, &self->partner);
        if (i % 2 == 0)
            expect(&self->saved, self->mask, kernel_mask());
        if (i % 101 == 0) {
            sigset_t set = to_set(self->mask ^= bit(SIGTERM));
            pthread_sigmask(SIG_SETMASK, &set, NULL);
            if (self->number % 2)
                give_mask(&self->partner, self->partners = self->mask);
        }
    }
    pthread_barrier_wait(&all_done); /* nobody is sent signals after its end */
    pthread_barrier_wait(&all_done);
    return NULL;
}

/* Disturbs everybody. */
static void *sender(void *unused) {
    while (!done) {
        struct timespec pause = {0, 20000};
        for (int i = 0; i < THREADS; i++)
            pthread_kill(threads[i].thread, SIGUSR1);
        nanosleep(&pause, NULL);
    }
    return unused;
}

int main(void) {
    struct sigaction action = {.sa_handler = handler, .sa_flags = SA_RESTART};
    pthread_t disturber;
    long counted = 0, restarted = 0, sum = 0;
    if (!&__rseq_size || !__rseq_size || sysconf(_SC_NPROCESSORS_CONF) > MOST_CPUS)
        SKIP_ALL("no rseq here that the C library registered");
    sigaction(SIGUSR1, &action, NULL);
    for (int i = 0; i < THREADS; i++)
        threads[i].number = i;
    pthread_barrier_init(&all_done, NULL, THREADS + 1);
    set_kernel_mask(bit(SIGUSR1)); /* until `me` says who they are */
    for (int i = 0; i < THREADS; i++)
        pthread_create(&threads[i].thread, NULL, run, &threads[i]);
    pthread_create(&disturber, NULL, sender, NULL);
    pthread_barrier_wait(&all_done);
    done = 1;
    pthread_join(disturber, NULL);
    pthread_barrier_wait(&all_done);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i].thread, NULL);
    for (int i = 0; i < THREADS; i++) {
        counted += threads[i].counted;
        restarted += threads[i].restarted;
        CHECK_EXPECTED(threads[i].saved, "thread %d: getcontext saves the mask there is", i);
        CHECK_EXPECTED(threads[i].elsewhere, "thread %d: the other context has its own", i);
    }
    for (int i = 0; i < MOST_CPUS; i++)
        sum += counters[i].count;
    CHECK(sum == counted, "%ld were counted of %ld, %ld times anew", sum, counted, restarted);
    return check_done();
}
#else
int main(void) { SKIP_ALL("no rseq here that the C library registered"); }
#endif
