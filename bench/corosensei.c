/*
 * Contender: corosensei, Rust's stackful coroutines; the crate beside this file
 * runs it. It resumes and suspends, inline, and keeps no FP control.
 */
#include "bench.h"

struct members;

double corosensei_switch(size_t count, int depth, long times, char *stacks, size_t size,
                         size_t distance);
double corosensei_life(long times, char *stack, size_t size);
double corosensei_pooled_life(long times);
struct members *corosensei_crowd_begin(size_t count, char *stacks, size_t size);
void corosensei_crowd_resume(struct members *, long times);
void corosensei_crowd_end(struct members *);

static double run(const struct contender *self, enum shape shape, int depth) {
    (void)self;
    double ns;
    if (shape == PING_PONG || shape == SCHEDULER)
        ns = corosensei_switch(shape == PING_PONG ? 1 : CONTEXTS, depth, switches, stacks[0], STACK,
                               sizeof stacks[0]);
    else if (shape == LIFE)
        ns = corosensei_life(switches, stacks[0], STACK);
    else
        return -1;
    return ns / (double)switches;
}

/* Coroutines that can be kept, on stacks out of a pool; the others live where
 * they are made, on a borrowed stack. */
static double run_pooled(const struct contender *self, enum shape shape, int depth) {
    (void)self;
    (void)depth;
    return shape == LIFE ? corosensei_pooled_life(switches) / (double)switches : -1;
}

const struct contender corosensei = {"corosensei", "", run, 0};
const struct contender corosensei_pooled = {"corosensei, pooled", "", run_pooled, 0};

static long crowd_size;
static char *crowd_stacks;
static struct members *members;

static const char *begin(const struct crowd *self, long count) {
    (void)self;
    crowd_size = count;
    crowd_stacks = map_pages(count, CROWD_STACK);
    if (!crowd_stacks)
        return "no memory";
    members = corosensei_crowd_begin((size_t)count, crowd_stacks, CROWD_STACK);
    return NULL;
}

static void resume(const struct crowd *self, long times) {
    (void)self;
    corosensei_crowd_resume(members, times);
}

static void end(const struct crowd *self) {
    (void)self;
    corosensei_crowd_end(members);
    unmap_pages(crowd_stacks, crowd_size, CROWD_STACK);
}

const struct crowd crowd_corosensei = {
    "corosensei, plain stacks", "", begin, resume, NULL, end, 0, 0};
