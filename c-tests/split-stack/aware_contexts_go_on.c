/*
 * A program that was compiled with -fsplit-stack and exchanges libgcc's state
 * itself, before it swaps, as Boost.Context and gccgo's runtime do: with
 * FASTCTX_SPLITSTACK=auto too the state must be left to it.
 */
#include "../check.h"
#include <ucontext.h>

extern void *__splitstack_makecontext(size_t, void *[10], size_t *);
extern void __splitstack_getcontext(void *[10]);
extern void __splitstack_setcontext(void *[10]);
extern void __splitstack_releasecontext(void *[10]);
extern void __splitstack_block_signals_context(void *[10], int *, int *);

enum { CONTEXTS = 6, STACK = 4096, DEPTH = 1500 };

struct task {
    ucontext_t context;
    void *state[10];
    int done;
};
static struct task scheduler, tasks[CONTEXTS];
static int damaged, ended;

static void swap(struct task *from, struct task *to) {
    __splitstack_getcontext(from->state);
    __splitstack_setcontext(to->state);
    swapcontext(&from->context, &to->context);
}

__attribute__((noinline)) static long deeper(int self, int n) {
    volatile char frame[200];
    for (unsigned i = 0; i < sizeof frame; i++)
        frame[i] = (char)(self * 17 + n + i);
    if (n % 50 == 0)
        swap(&tasks[self], &scheduler);
    long below = n ? deeper(self, n - 1) : 0;
    for (unsigned i = 0; i < sizeof frame; i++)
        if (frame[i] != (char)(self * 17 + n + i))
            damaged++;
    return below + 1;
}

static void entry(int self) {
    for (int i = 0; i < 3; i++)
        if (deeper(self, DEPTH + 100 * self) != DEPTH + 100 * self + 1)
            damaged++;
    ended++;
    tasks[self].done = 1;
    swap(&tasks[self], &scheduler);
}

static void make(int i) {
    size_t size;
    int off = 0;
    getcontext(&tasks[i].context);
    tasks[i].context.uc_stack.ss_sp = __splitstack_makecontext(STACK, tasks[i].state, &size);
    tasks[i].context.uc_stack.ss_size = size;
    tasks[i].context.uc_link = NULL;
    __splitstack_block_signals_context(tasks[i].state, &off, NULL);
    makecontext(&tasks[i].context, (void (*)(void))entry, 1, i);
}

/* The scheduler itself is deep on segments of its own for some of the time. */
__attribute__((noinline)) static long turn(int n) {
    volatile char frame[400];
    frame[0] = (char)n;
    if (n)
        return turn(n - 1) + frame[0] - (char)n + 1;
    for (int i = 0; i < CONTEXTS; i++)
        if (!tasks[i].done)
            swap(&scheduler, &tasks[i]);
    return 0;
}

int main(void) {
    for (int i = 0; i < CONTEXTS; i++)
        make(i);
    getcontext(&scheduler.context);
    for (int round = 0; ended < CONTEXTS; round++)
        if (turn(round % 300) != round % 300)
            damaged++;
    CHECK(ended == CONTEXTS, "all contexts came to their end");
    CHECK(damaged == 0, "no frame was damaged");
    for (int i = 0; i < CONTEXTS; i++)
        __splitstack_releasecontext(tasks[i].state);
    return check_done();
}
