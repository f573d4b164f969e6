/*
 * The ways to run a function on a stack of its own, for programs that sanitizers and
 * valgrind watch: flow_make(), and flow_go_on() until it pauses or is over; what it
 * calls as flow_pause() comes back in between.
 */
#ifndef FLOWS_H
#define FLOWS_H

#define _GNU_SOURCE
#include <assert.h>
#include <fastctx.h>
#include <fastctx_inline.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <ucontext.h>

enum flow_kind {
    FLOW_UCONTEXT,
    FLOW_SWITCH,
    FLOW_SWITCH_FP,
    FLOW_INLINE,
    FLOW_GIVEN,
    FLOW_MAPPED,
    FLOW_GROWING,
    FLOW_SHARED,
    FLOW_SEGMENTED, /* where the program has libgcc's functions */
    FLOW_KINDS
};

static const char *const flow_names[] = {"ucontext", "switch",  "switch_fp", "inline",   "given",
                                         "mapped",   "growing", "shared",    "segmented"};

struct flow {
    enum flow_kind kind;
    void (*function)(void *);
    void *argument;
    int is_over;
    char *stack;
    ucontext_t outside_uc, inside_uc;
    fastctx_t outside, inside;
    fastctx_co_t *co;
};

static __thread fastctx_shared_t *flow_shared;

enum { FLOW_STACK = 256 * 1024 };

static void flow_begin_uc(unsigned low, unsigned high) {
    struct flow *flow = (struct flow *)((size_t)high << 16 << 16 | low);
    flow->function(flow->argument);
    flow->is_over = 1;
}

static void *flow_begin(void *arg, void *value) {
    struct flow *flow = arg;
    (void)value;
    flow->function(flow->argument);
    flow->is_over = 1;
    return NULL;
}

/* 0, or why there is no such flow. */
static int flow_make(struct flow *flow, enum flow_kind kind, void (*function)(void *), void *arg) {
    fastctx_attr_t attr = FASTCTX_ATTR_INIT;
    memset(flow, 0, sizeof *flow);
    flow->kind = kind;
    flow->function = function;
    flow->argument = arg;
    if (kind <= FLOW_GIVEN)
        flow->stack = malloc(FLOW_STACK);
    switch (kind) {
    case FLOW_UCONTEXT:
        getcontext(&flow->inside_uc);
        flow->inside_uc.uc_stack.ss_sp = flow->stack;
        flow->inside_uc.uc_stack.ss_size = FLOW_STACK;
        flow->inside_uc.uc_link = &flow->outside_uc;
        makecontext(&flow->inside_uc, (void (*)(void))flow_begin_uc, 2, (unsigned)(size_t)flow,
                    (unsigned)((size_t)flow >> 16 >> 16));
        return 0;
    case FLOW_SWITCH:
    case FLOW_SWITCH_FP:
    case FLOW_INLINE:
        return fastctx_init(&flow->inside, flow->stack, FLOW_STACK, flow_begin, flow,
                            &flow->outside);
    case FLOW_GIVEN:
        attr.mode = FASTCTX_STACK_GIVEN;
        attr.stack = flow->stack;
        attr.stack_size = FLOW_STACK;
        break;
    case FLOW_MAPPED:
        attr.stack_size = FLOW_STACK;
        break;
    case FLOW_GROWING:
        attr.mode = FASTCTX_STACK_GROWING;
        break;
    case FLOW_SHARED:
        if (!flow_shared && fastctx_shared_create(&flow_shared, FLOW_STACK) != 0)
            abort();
        attr.mode = FASTCTX_STACK_SHARED;
        attr.shared = flow_shared;
        break;
    default:
        attr.mode = FASTCTX_STACK_SEGMENTED;
        attr.stack_size = FLOW_STACK;
    }
    return fastctx_create(&flow->co, &attr, flow_begin, flow);
}

/* Runs it until it pauses or ends. */
static void flow_go_on(struct flow *flow) {
    switch (flow->kind) {
    case FLOW_UCONTEXT:
        if (swapcontext(&flow->outside_uc, &flow->inside_uc) != 0)
            abort();
        break;
    case FLOW_SWITCH:
        fastctx_switch(&flow->outside, &flow->inside, NULL);
        break;
    case FLOW_SWITCH_FP:
        fastctx_switch_fp(&flow->outside, &flow->inside, NULL);
        break;
    case FLOW_INLINE:
        fastctx_switch_inline(&flow->outside, &flow->inside, NULL);
        break;
    default:
        if (fastctx_resume(flow->co, NULL) < 0)
            abort();
    }
}

static __attribute__((noinline, unused)) void flow_pause(struct flow *flow) {
    switch (flow->kind) {
    case FLOW_UCONTEXT:
        if (swapcontext(&flow->inside_uc, &flow->outside_uc) != 0)
            abort();
        break;
    case FLOW_SWITCH:
        fastctx_switch(&flow->inside, &flow->outside, NULL);
        break;
    case FLOW_SWITCH_FP:
        fastctx_switch_fp(&flow->inside, &flow->outside, NULL);
        break;
    case FLOW_INLINE:
        fastctx_switch_inline(&flow->inside, &flow->outside, NULL);
        break;
    default:
        if (fastctx_yield(NULL) < 0)
            abort();
    }
}

static void flow_free(struct flow *flow) {
    if (flow->co)
        fastctx_destroy(flow->co);
    free(flow->stack);
}

static void flows_end(void) {
    if (flow_shared)
        fastctx_shared_destroy(flow_shared);
    flow_shared = NULL;
}

static __attribute__((unused)) enum flow_kind flow_kind(const char *name) {
    for (int kind = 0; kind < FLOW_KINDS; kind++)
        if (strcmp(name, flow_names[kind]) == 0)
            return (enum flow_kind)kind;
    fprintf(stderr, "no such flow: %s\n", name);
    exit(2);
}

#endif
