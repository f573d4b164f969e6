/*
 * A new thread's mask is its creator's, known or not, or what its attributes
 * say; each thread knows its own only, and the creator keeps what it had.
 */
#include "../mask_change.h"
#include <pthread.h>

static uint64_t at_start, saved_at_start, own_saved;
static pthread_barrier_t turn;

static void *run(void *own) {
    saved_at_start = saved_mask();
    at_start = kernel_mask();
    begin_with(*(uint64_t *)own);
    saved_mask();
    pthread_barrier_wait(&turn); /* the creator looks at its own */
    pthread_barrier_wait(&turn); /* and has changed it */
    own_saved = saved_mask();
    return NULL;
}

static void check(const char *name, pthread_attr_t *attributes, uint64_t inherited) {
    struct expected start = {0}, apart = {0};
    pthread_t thread;
    for (int i = 0; i < CHANGE_ROUNDS; i++) {
        uint64_t own = bit(SIGTERM) | bit(36 + i);
        begin_known(bit(SIGHUP) | bit(SIGUSR1));
        pthread_create(&thread, attributes, run, &own);
        pthread_barrier_wait(&turn);
        expect(&apart, bit(SIGHUP) | bit(SIGUSR1), saved_mask());
        visit_partner(own);
        expect(&apart, own, partner_mask);
        expect(&apart, bit(SIGHUP) | bit(SIGUSR1), kernel_mask());
        begin_known(bit(SIGUSR2));
        pthread_barrier_wait(&turn);
        pthread_join(thread, NULL);
        expect(&start, inherited, at_start);
        expect(&start, inherited, saved_at_start);
        expect(&apart, own, own_saved);
        expect(&apart, bit(SIGUSR2), saved_mask());
    }
    CHECK_EXPECTED(start, "%s: the thread's first mask", name);
    CHECK_EXPECTED(apart, "%s: each thread keeps its own", name);
}

int main(void) {
    pthread_barrier_init(&turn, NULL, 2);
    check("no attributes", NULL, bit(SIGHUP) | bit(SIGUSR1));
#ifdef __GLIBC__ /* 2.32 */
    pthread_attr_t attributes;
    sigset_t set = to_set(bit(SIGUSR2) | bit(50));
    pthread_attr_init(&attributes);
    pthread_attr_setsigmask_np(&attributes, &set);
    check("attributes with a mask", &attributes, bit(SIGUSR2) | bit(50));
#endif
    return check_done();
}
