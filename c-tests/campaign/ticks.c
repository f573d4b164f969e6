/*
 * ticks.c: a timer's handler, wherever it finds a thread, goes to a context of its own and
 * back, by each layer, with other values in the registers there. It is no part of the
 * model: nothing of it may be left.
 */
#include "world.h"
#include <sys/time.h>

enum { PLACES = 16 };
static struct place {
    int is_taken;
    ucontext_t here, there;
    fastctx_t native_here, native_there;
    char stack[64 * 1024] __attribute__((aligned(64)));
} places[PLACES];
static unsigned ticks;
static unsigned wrong;

static void go(void *function, const void *from, const void *to, int pattern, int fp) {
    uint64_t got[REGISTER_COUNT] = {0};
    call_with_registers(function, from, to, patterns[pattern], got);
    int i = wrong_register(patterns[pattern], got, 0);
    if (i >= 0 && (fp || !is_fp_control(i)))
        __atomic_fetch_add(&wrong, 1, __ATOMIC_RELAXED);
}

static void posix_mirror(struct place *place) {
    for (;;)
        go((void *)swapcontext, &place->there, &place->here, 1, 1);
}

static void *native_mirror(void *arg, void *value) {
    struct place *place = arg;
    for (;;)
        go((void *)fastctx_switch_fp, &place->native_there, &place->native_here, 1, 1);
    return value;
}

static __attribute__((noinline)) void get(ucontext_t *context) { getcontext(context); }

static void handler(int signal) {
    struct place *place = places;
    (void)signal;
    while (__atomic_exchange_n(&place->is_taken, 1, __ATOMIC_ACQUIRE))
        if (++place == places + PLACES)
            return;
    const uint64_t mask = kernel_mask();
    get(&place->there);
    place->there.uc_stack.ss_sp = place->stack;
    place->there.uc_stack.ss_size = sizeof place->stack;
    place->there.uc_link = NULL;
    makecontext(&place->there, (void (*)(void))posix_mirror, 1, place);
    for (int i = 0; i < 2; i++)
        go((void *)swapcontext, &place->here, &place->there, 0, 1);
    fastctx_init(&place->native_there, place->stack, sizeof place->stack, native_mirror, place,
                 NULL);
    for (int i = 0; i < 2; i++)
        go((void *)fastctx_switch_fp, &place->native_here, &place->native_there, 0, 1);
    if (mask != kernel_mask())
        __atomic_fetch_add(&wrong, 1, __ATOMIC_RELAXED);
    __atomic_fetch_add(&ticks, 1, __ATOMIC_RELAXED);
    __atomic_store_n(&place->is_taken, 0, __ATOMIC_RELEASE);
}

static void set_timer(int hertz) {
    const struct timeval every = {hertz == 1, hertz > 1 ? 1000000 / hertz : 0};
    const struct itimerval timer = {every, every};
    setitimer(ITIMER_REAL, &timer, NULL);
}

void start_ticking(int hertz) {
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = handler;
    action.sa_flags = SA_RESTART;
    sigaction(SIGALRM, &action, NULL);
    set_timer(hertz);
}

unsigned stop_ticking(unsigned *mistakes) {
    set_timer(0);
    *mistakes = wrong;
    return ticks;
}
