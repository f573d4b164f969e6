/*
 * getcontext and setcontext of contexts that have grown: out of a deep recursion
 * back to where it began, back into a context that was left without being saved
 * again, and to where libgcc had other segments than it has by now.
 */
#include "../context.h"

static ucontext_t out, scheduler, inside, context;
static char stack[8 << 10];
static volatile int jumps, steps, damaged;

__attribute__((noinline)) static long down(int n, void (*bottom)(void)) {
    volatile char frame[300];
    frame[n % sizeof frame] = (char)n;
    if (n == 0) {
        bottom();
        return 0;
    }
    return down(n - 1, bottom) + frame[n % sizeof frame] - (char)n + 1;
}

static void nothing(void) {}
static void jump_out(void) { setcontext(&out); }
__attribute__((noinline)) static void out_of_the_deep(void) {
    getcontext(&out);
    if (jumps++ < 50)
        down(100 * jumps, jump_out);
}

/* Suspends itself the old way: getcontext, then away. */
__attribute__((noinline)) static void suspend(void) {
    volatile int resumed = 0;
    getcontext(&inside);
    if (!resumed) {
        resumed = 1;
        setcontext(&scheduler);
    }
}
static void entry(void) {
    for (;;) {
        int depth = 150 * (steps + 1);
        if (down(depth, suspend) != depth)
            damaged++;
    }
}
__attribute__((noinline)) static void step(void) {
    volatile int resumed = 0;
    getcontext(&scheduler);
    if (!resumed) {
        resumed = 1;
        setcontext(steps ? &inside : &context);
    }
    steps++;
    if (down(40 * steps, nothing) != 40 * steps)
        damaged++;
}

/* libgcc gives a segment back when it is too small for the next function. */
#define WITH_A_FRAME_OF(size, name)                                                                \
    __attribute__((noinline)) static void name(void (*bottom)(void)) {                             \
        volatile char frame[size];                                                                 \
        frame[0] = frame[sizeof frame - 1] = 1;                                                    \
        bottom();                                                                                  \
        frame[0]++;                                                                                \
    }
WITH_A_FRAME_OF(6000, with_a_page)
WITH_A_FRAME_OF(300000, with_many_pages)

static volatile int replaced;
static void replace(void) {
    with_a_page(nothing);
    getcontext(&out);
    if (replaced++ < 3)
        with_many_pages(jump_out);
    with_a_page(nothing);
    with_many_pages(nothing);
    replaced += 100;
}

int main(void) {
    out_of_the_deep();
    CHECK(jumps == 51, "setcontext out of a deep recursion, %d times", jumps - 1);
    CHECK(down(20000, nothing) == 20000, "and then down again");
    START(&context, stack, NULL, entry, 0);
    while (steps < 60)
        step();
    CHECK(damaged == 0, "%d times in and out by getcontext and setcontext", steps);
    START(&context, stack, &scheduler, replace, 0);
    swapcontext(&scheduler, &context);
    CHECK(replaced == 104, "to where the segments were others");
    return check_done();
}
