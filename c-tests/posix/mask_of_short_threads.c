/*
 * Thousands of threads that each get to know a mask of their own and end. A new
 * one, on the stack and perhaps with the thread-local data of one that is gone,
 * starts with its creator's mask and no knowledge of its own.
 */
#include "../mask_change.h"
#include <pthread.h>

#ifdef EMULATED
enum { WAVES = 60 };
#else
enum { WAVES = 350 };
#endif
/* HALF the bits of an address. */
enum { IN_WAVE = 16, HALF = 4 * sizeof(uintptr_t) };

struct one {
    pthread_t thread;
    uint64_t inherited, mask;
    struct expected at_start, later;
    ucontext_t main, partner;
    uint64_t partner_mask;
    char stack[STACK_SIZE];
};
static struct one wave[IN_WAVE];
static struct expected at_start, later;

static void partner_body(unsigned high, unsigned low) {
    struct one *self = (struct one *)((uintptr_t)high << HALF | low);
    for (;;) {
        self->partner_mask = kernel_mask();
        swapcontext(&self->partner, &self->main);
    }
}

static void *run(void *argument) {
    struct one *self = argument;
    const uintptr_t address = (uintptr_t)self;
    expect(&self->at_start, self->inherited, saved_mask());
    expect(&self->at_start, self->inherited, kernel_mask());
    begin_with(self->mask);
    START(&self->partner, self->stack, NULL, partner_body, 2, (unsigned)(address >> HALF),
          (unsigned)(address & (((uintptr_t)1 << HALF) - 1)));
    for (int i = 0; i < 3; i++) {
        swapcontext(&self->main, &self->partner);
        expect(&self->later, self->mask, self->partner_mask);
        expect(&self->later, self->mask, kernel_mask());
    }
    expect(&self->later, self->mask, saved_mask());
    return NULL;
}

static void add(struct expected *all, const struct expected *one) {
    if (one->wrong && !all->wrong)
        *all = *one;
    else
        all->wrong += one->wrong;
}

int main(void) {
    pthread_attr_t attributes;
    int started = 0;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, 2 * STACK_SIZE);
    for (int w = 0; w < WAVES; w++) {
        for (int i = 0; i < IN_WAVE; i++) {
            struct one *one = &wave[i];
            const int n = w * IN_WAVE + i;
            one->inherited = bit(SIGHUP) | bit(36 + (w + i) % 20);
            one->mask = bit(SIGUSR1) | bit(36 + n % 23) | (n % 3 ? bit(SIGTERM) : 0);
            set_kernel_mask(one->inherited);
            started += pthread_create(&one->thread, &attributes, run, one) == 0;
        }
        for (int i = 0; i < IN_WAVE; i++) {
            pthread_join(wave[i].thread, NULL);
            add(&at_start, &wave[i].at_start);
            add(&later, &wave[i].later);
            wave[i].at_start = wave[i].later = (struct expected){0};
        }
    }
    CHECK(started == WAVES * IN_WAVE, "%d threads ran", started);
    CHECK_EXPECTED(at_start, "each starts with its creator's mask");
    CHECK_EXPECTED(later, "and goes on with its own");
    return check_done();
}
