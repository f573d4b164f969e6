/*
 * Nothing is wrong here: flows of every kind that nest, pause deep in their stacks, end and
 * are given up; in several threads, and from one thread to another. Prints "clean".
 *
 * usage: clean [apart]    (no stack is inside of a thread's own)
 */
#include "flows.h"

#include <setjmp.h>
#include <stdint.h>

enum { FLOWS = 12, ROUNDS = 20, THREADS = 3 };

/* Compilers leave it in memory. */
static inline void keep(char *local) { __asm__ volatile("" : : "r"(local) : "memory"); }

static __attribute__((noinline)) int deep(struct flow *flow, int depth, unsigned seed) {
    char local[64 + 13];
    memset(local, (int)seed, sizeof local);
    keep(local);
    int sum = depth ? deep(flow, depth - 1, seed * 5 + 1) : (flow_pause(flow), 0);
    for (size_t i = 0; i < sizeof local; i++)
        if (local[i] != (char)seed)
            abort();
    return sum + local[depth % (int)sizeof local];
}

/* Leaves frames behind without returning through them. */
static __attribute__((noinline)) void jump_out(jmp_buf place, volatile int depth) {
    char local[40];
    memset(local, depth, sizeof local);
    keep(local);
    if (depth == 0)
        longjmp(place, 1);
    if (depth > 0)
        jump_out(place, depth - 1);
    keep(local);
}

static void work(void *arg) {
    struct flow *flow = arg;
    /* Not all are as deep as their neighbours: on a shared stack frames lie elsewhere. */
    const int shift = (int)((size_t)flow / sizeof *flow % 5);
    char room[16 + 48 * shift];
    keep(room);
    for (volatile int round = 0; round < ROUNDS; round++) {
        jmp_buf place;
        char *heap = malloc(32);
        heap[31] = (char)round;
        deep(flow, round % 7 + shift, (unsigned)round);
        if (setjmp(place) == 0)
            jump_out(place, 5);
        deep(flow, 3, 99);
        free(heap);
    }
}

/* Flows of one kind that take turns; some are given up before their end. */
static void take_turns(enum flow_kind kind) {
    struct flow flows[FLOWS];
    for (int again = 0; again < 2; again++) {
        for (int i = 0; i < FLOWS; i++)
            if (flow_make(&flows[i], kind, work, &flows[i]) != 0)
                abort();
        for (int round = 0; round < 2 * ROUNDS + 2; round++)
            for (int i = 0; i < FLOWS; i++)
                if (!flows[i].is_over)
                    flow_go_on(&flows[i]);
        for (int i = 0; i < FLOWS; i++) {
            if (!flows[i].is_over)
                abort();
            flow_free(&flows[i]);
        }
    }
    if (flow_make(&flows[0], kind, work, &flows[0]) != 0)
        abort();
    flow_free(&flows[0]); /* never ran */
}

static void hold(void *arg) {
    char local[100];
    memset(local, 1, sizeof local);
    keep(local);
    flow_pause(arg);
    abort(); /* nobody goes on here */
}

/* A stack that is used again, whose flow never ended and has its frames there. */
static void give_up(enum flow_kind kind) {
    for (int i = 0; i < 20; i++) {
        struct flow flow;
        flow_make(&flow, kind, hold, &flow);
        flow_go_on(&flow);
        flow_free(&flow);
    }
    for (int i = 0; i < 20; i++) {
        struct flow flow;
        flow_make(&flow, kind, work, &flow);
        while (!flow.is_over)
            flow_go_on(&flow);
        flow_free(&flow);
    }
}

struct outer {
    struct flow flow;
    enum flow_kind inner;
};

static void nest(void *arg) {
    struct outer *outer = arg;
    struct flow *inner = malloc(sizeof *inner); /* not on a stack that may be shared */
    flow_make(inner, outer->inner, work, inner);
    while (!inner->is_over) {
        flow_go_on(inner);
        deep(&outer->flow, 2, 7);
    }
    flow_free(inner);
    free(inner);
}

static void *in_thread(void *arg) {
    enum flow_kind *kind = arg;
    take_turns(*kind);
    give_up(*kind);
    flows_end();
    return NULL;
}

static void *go_on(void *arg) {
    flow_go_on(arg);
    return NULL;
}

/* Each turn is in another thread. */
static void move(enum flow_kind kind) {
    struct flow flow;
    if (kind == FLOW_SHARED)
        return; /* those stay with their thread's shared stack */
    flow_make(&flow, kind, work, &flow);
    while (!flow.is_over) {
        pthread_t thread;
        pthread_create(&thread, NULL, go_on, &flow);
        pthread_join(thread, NULL);
    }
    flow_free(&flow);
}

static void hold_nothing(void *arg) {
    flow_pause(arg);
    abort();
}

/* A stack inside of main's, gone with its function; frames take its place. */
static __attribute__((noinline)) void on_my_stack(void) {
    char stack[64 * 1024];
    ucontext_t context;
    struct flow flow;
    memset(&flow, 0, sizeof flow);
    flow.kind = FLOW_UCONTEXT;
    flow.function = hold_nothing;
    flow.argument = &flow;
    getcontext(&context);
    context.uc_stack.ss_sp = stack;
    context.uc_stack.ss_size = sizeof stack;
    context.uc_link = NULL;
    makecontext(&context, (void (*)(void))flow_begin_uc, 2, (unsigned)(size_t)&flow,
                (unsigned)((size_t)&flow >> 16 >> 16));
    flow.inside_uc = context;
    flow_go_on(&flow);
}

static __attribute__((noinline)) void grow(int depth) {
    char local[4096];
    memset(local, depth, sizeof local);
    keep(local);
    if (depth)
        grow(depth - 1);
    else
        take_turns(FLOW_UCONTEXT);
    keep(local);
}

int main(int argc, char **argv) {
    struct flow probe;
    for (int kind = 0; kind < FLOW_KINDS; kind++) {
        pthread_t threads[THREADS];
        if (kind == FLOW_SEGMENTED) {
            if (flow_make(&probe, FLOW_SEGMENTED, work, &probe) != 0)
                continue;
            flow_free(&probe);
        }
        enum flow_kind this = (enum flow_kind)kind;
        take_turns(this);
        give_up(this);
        for (int inner = 0; inner < FLOW_SEGMENTED; inner++) {
            struct outer outer;
            outer.inner = (enum flow_kind)inner;
            flow_make(&outer.flow, this, nest, &outer);
            while (!outer.flow.is_over)
                flow_go_on(&outer.flow);
            flow_free(&outer.flow);
        }
        for (int i = 0; i < THREADS; i++)
            pthread_create(&threads[i], NULL, in_thread, &this);
        for (int i = 0; i < THREADS; i++)
            pthread_join(threads[i], NULL);
        move(this);
    }
    if (argc == 1 || strcmp(argv[1], "apart") != 0) {
        on_my_stack();
        grow(30);
    }
    flows_end();
    puts("clean");
    return 0;
}
