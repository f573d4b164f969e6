/*
 * Threads that each wait on another stack than their own, for `thread apply all bt`.
 */
#include "../sanitizers/flows.h"

#include <unistd.h>

static const enum flow_kind kinds[] = {FLOW_UCONTEXT, FLOW_SWITCH,  FLOW_INLINE, FLOW_GIVEN,
                                       FLOW_MAPPED,   FLOW_GROWING, FLOW_SHARED};
enum { THREADS = sizeof kinds / sizeof *kinds };

static pthread_barrier_t all_inside;

__attribute__((noinline)) void stop_here(void) { __asm__ volatile("" : : : "memory"); }

__attribute__((noinline)) void waits_inside(void *arg) {
    pthread_barrier_wait(&all_inside);
    pause();
    flow_pause(arg);
}

static void *in_thread(void *arg) {
    struct flow *flow = malloc(sizeof *flow);
    if (flow_make(flow, *(const enum flow_kind *)arg, waits_inside, flow) != 0)
        abort();
    flow_go_on(flow);
    flow_free(flow);
    flows_end();
    return NULL;
}

int main(void) {
    pthread_t thread;
    pthread_barrier_init(&all_inside, NULL, THREADS + 1);
    for (int i = 0; i < THREADS; i++)
        pthread_create(&thread, NULL, in_thread, (void *)(size_t)&kinds[i]);
    pthread_barrier_wait(&all_inside);
    stop_here();
    return 0;
}
