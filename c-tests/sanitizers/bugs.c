/*
 * One bug, in a flow of one kind: what a sanitizer or valgrind has to report.
 *
 * usage: bugs BUG KIND
 */
#include "flows.h"

#include <stdint.h>

/* Compilers know nothing of what it returns. */
static __attribute__((noinline)) void *hide(void *pointer) {
    __asm__ volatile("" : "+r"(pointer) : : "memory");
    return pointer;
}

static __attribute__((noinline)) void heap_overflow(struct flow *flow) {
    volatile char *block = malloc(24);
    flow_pause(flow);
    ((volatile char *)hide((void *)block))[24] = 1;
    free((void *)block);
}

static __attribute__((noinline)) void heap_use_after_free(struct flow *flow) {
    volatile char *block = hide(malloc(24));
    volatile char *gone = hide((void *)block);
    free((void *)block);
    flow_pause(flow);
    gone[3] = 1;
}

/* The frame is younger than the pause. */
static __attribute__((noinline)) void stack_overflow(struct flow *flow) {
    flow_pause(flow);
    volatile char local[24];
    local[0] = 0;
    ((volatile char *)hide((void *)local))[24] = 1;
}

/* The frame is older than the pause. */
static __attribute__((noinline)) void stack_overflow_later(struct flow *flow) {
    volatile char local[24];
    local[0] = 0;
    volatile char *hidden = hide((void *)local);
    flow_pause(flow);
    hidden[24] = 1;
}

static __attribute__((noinline)) char *returned(void) {
    char local[24];
    local[0] = 0;
    return hide(local);
}

static __attribute__((noinline)) void use_after_return(struct flow *flow) {
    volatile char *gone = returned();
    flow_pause(flow);
    gone[1] = 1;
}

static __attribute__((noinline)) void use_after_scope(struct flow *flow) {
    volatile char *gone;
    flow_pause(flow);
    {
        char local[24];
        local[0] = 0;
        gone = hide(local);
    }
    gone[1] = 1;
}

static int raced;

static void race(struct flow *flow) {
    flow_pause(flow);
    raced++;
}

static __attribute__((noinline)) void uninitialised(struct flow *flow) {
    volatile char local[24];
    volatile char *hidden = hide((void *)local);
    flow_pause(flow);
    if (hidden[5] == 42)
        puts("it is 42");
}

static void leak(struct flow *flow) {
    volatile char *block = malloc(24);
    block[0] = 1;
    flow_pause(flow);
    block = NULL;
}

/* No bug: it is suspended when the program ends, and what it holds can be reached. */
static __attribute__((noinline)) void hold(struct flow *flow) {
    volatile char *block = malloc(24);
    block[0] = 1;
    flow_pause(flow);
    block[0] = 2;
    free((void *)block);
}

static void nothing(struct flow *flow) { flow_pause(flow); }

static const struct {
    const char *name;
    void (*function)(struct flow *flow);
} bugs[] = {
    {"heap-overflow", heap_overflow},
    {"heap-use-after-free", heap_use_after_free},
    {"stack-overflow", stack_overflow},
    {"stack-overflow-later", stack_overflow_later},
    {"use-after-return", use_after_return},
    {"use-after-scope", use_after_scope},
    {"race", race},
    {"uninitialised", uninitialised},
    {"leak", leak},
    {"hold", hold},
    {"none", nothing},
};

struct plan {
    void (*function)(struct flow *flow);
    enum flow_kind kind;
};

/* Neither flow of a race ends before the other one is made, which would put them in order. */
static pthread_barrier_t both;

struct started {
    struct flow flow;
    void (*function)(struct flow *flow);
};

static void begin(void *arg) {
    struct started *started = arg;
    started->function(&started->flow);
}

struct started *reachable;

static void *run(void *arg) {
    struct plan *plan = arg;
    struct started *started = malloc(sizeof *started);
    started->function = plan->function;
    if (flow_make(&started->flow, plan->kind, begin, started) != 0)
        exit(3);
    if (plan->function == race)
        pthread_barrier_wait(&both);
    if (plan->function == hold) {
        reachable = started;
        flow_go_on(&started->flow);
        exit(0);
    }
    while (!started->flow.is_over)
        flow_go_on(&started->flow);
    flow_free(&started->flow);
    flows_end();
    free(started);
    return NULL;
}

int main(int argc, char **argv) {
    if (argc != 3)
        return 2;
    for (size_t i = 0; i < sizeof bugs / sizeof *bugs; i++)
        if (strcmp(argv[1], bugs[i].name) == 0) {
            struct plan plan = {bugs[i].function, flow_kind(argv[2])};
            if (plan.function == race) {
                pthread_t threads[2];
                pthread_barrier_init(&both, NULL, 2);
                for (int n = 0; n < 2; n++)
                    pthread_create(&threads[n], NULL, run, &plan);
                for (int n = 0; n < 2; n++)
                    pthread_join(threads[n], NULL);
            } else {
                run(&plan);
            }
            return 0;
        }
    return 2;
}
