/* Coroutines that go deep and come up again find all of their stacks, and give back
 * the memory that they needed when they were deep. */
#include "../coroutine.h"

enum { DEEP = 60, FRAME = 1000, COUNT = 500, SHALLOW_TURNS = 40 };
static fastctx_shared_t *shared;
static int mistakes;

__attribute__((noinline)) static void descend(uintptr_t number, int depth) {
    volatile unsigned char locals[FRAME];
    fill(locals, sizeof locals, number + depth);
    mistakes += fastctx_yield(NULL) != 0;
    if (depth < DEEP) {
        descend(number, depth + 1);
        mistakes += fastctx_yield(NULL) != 0;
    }
    mistakes += !is_filled(locals, sizeof locals, number + depth);
}

static void *swings(void *arg, void *value) {
    for (int i = 0; i < 2; i++)
        descend(number_of(arg), i ? DEEP / 2 : 0);
    (void)value;
    return NULL;
}

__attribute__((noinline)) static void touch(void) {
    volatile unsigned char locals[DEEP * FRAME];
    fill(locals, sizeof locals, 1);
    fastctx_yield(NULL);
    mistakes += !is_filled(locals, sizeof locals, 1);
}

static void *once_deep(void *arg, void *value) {
    (void)arg, (void)value;
    touch();
    while (!fastctx_yield(NULL)) {
    }
    return NULL;
}

int main(void) {
    fastctx_co_t *co[COUNT];
    int running = 3, turns = 0;
    shared = shared_stack(1 << 20);
    for (int i = 0; i < running; i++)
        co[i] = on_shared(shared, swings, value_of(i));
    /* Out of step, so that deep ones follow shallow ones. */
    for (int i = 0; i < 45; i++)
        fastctx_resume(co[0], NULL);
    for (int i = 0; i < 100; i++)
        fastctx_resume(co[1], NULL);
    while (running)
        for (int i = 0; i < 3; i++)
            if (fastctx_status(co[i]) == FASTCTX_SUSPENDED && ++turns)
                running -= fastctx_resume(co[i], NULL) == FASTCTX_FINISHED;
    CHECK(mistakes == 0, "%d turns of three that go up and down: %d mistakes", turns, mistakes);
    for (int i = 0; i < 3; i++)
        mistakes += fastctx_destroy(co[i]) != 0;

    long before = resident_kilobytes();
    for (int i = 0; i < COUNT; i++)
        mistakes += try_on_shared(&co[i], shared, 0, once_deep, NULL) != 0;
    for (int i = 0; i < COUNT; i++)
        fastctx_resume(co[i], NULL);
    long deep = resident_kilobytes() - before;
    for (int turn = 0; turn < SHALLOW_TURNS; turn++)
        for (int i = 0; i < COUNT; i++)
            fastctx_resume(co[i], NULL);
    long shallow = resident_kilobytes() - before;
    CHECK(deep > COUNT * DEEP * FRAME / 1024, "%d deep ones take %ld KiB", COUNT, deep);
    CHECK(shallow < deep / 10, "and %ld KiB when they have been shallow for a while", shallow);
    for (int i = 0; i < COUNT; i++)
        mistakes += fastctx_cancel(co[i]) != FASTCTX_FINISHED || fastctx_destroy(co[i]) != 0;
    CHECK(mistakes == 0, "%d mistakes", mistakes);
    CHECK(fastctx_shared_destroy(shared) == 0, "and nobody is left");
    return check_done();
}
