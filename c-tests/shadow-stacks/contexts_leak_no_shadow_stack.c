/*
 * A context that is made again and again on one stack has one shadow stack, also if
 * another one left it in its midst; contexts on stacks that overlap with those of dead ones
 * take theirs; a destroyed coroutine's is used again, on whatever stack. So the mappings
 * of a process do not grow. That one is used again is seen by what calls left on it.
 */
#include "shadow_stack.h"
#include <fastctx.h>
#include <ucontext.h>

enum { ROUNDS = 200, SIZE = 16384, STACKS = 16 };

static ucontext_t here, there;
static fastctx_t main_context, context;
static char stack[STACKS * SIZE];
static int runs, used_before;

static void look(void) {
    runs++;
    used_before += ((const uintptr_t *)shadow_stack_pointer())[-8] != 0;
}
static void ends(void) { look(); }

/* Calls deep enough that it is not at the top of its shadow stack. */
__attribute__((noinline)) static int leave(int depth) {
    if (depth) {
        int result = leave(depth - 1);
        STAY_A_CALL(result);
        return result;
    }
    runs++;
    swapcontext(&there, &here);
    return 0;
}
static void stays(void) { leave(20); }

static void make(char *low, size_t size, void (*function)(void)) {
    getcontext(&there);
    there.uc_stack.ss_sp = low;
    there.uc_stack.ss_size = size;
    there.uc_link = &here;
    makecontext(&there, function, 0);
    swapcontext(&here, &there);
}

static void *entry(void *arg, void *value) {
    (void)arg;
    runs++;
    return value;
}
__attribute__((noinline)) static int go_deep(int depth) {
    int result = depth ? go_deep(depth - 1) : 0;
    STAY_A_CALL(result);
    return result;
}
static void *goes_deep(void *arg, void *value) {
    (void)arg;
    look();
    go_deep(20);
    return value;
}
static void *yields(void *arg, void *value) {
    (void)arg;
    runs++;
    fastctx_yield(&value);
    return value;
}

static void again_on_one_stack(int i) { make(stack, SIZE, i % 2 ? stays : ends); }
static void on_stacks_in_turn(int i) { make(stack + i % STACKS * SIZE, SIZE, stays); }
static void on_stacks_that_overlap(int i) {
    make(stack + i % 97 * 1024, SIZE + i % 5 * 4096, stays);
}
static void by_fastctx_init(int i) {
    (void)i;
    fastctx_init(&context, stack, SIZE, entry, NULL, &main_context);
    fastctx_switch(&main_context, &context, NULL);
}
static void coroutines_in_turn(int i) {
    fastctx_attr_t attr = FASTCTX_ATTR_INIT;
    attr.mode = FASTCTX_STACK_GIVEN;
    attr.stack = stack + i % STACKS * SIZE;
    attr.stack_size = SIZE;
    fastctx_co_t *co;
    fastctx_create(&co, &attr, goes_deep, NULL);
    fastctx_resume(co, NULL);
    fastctx_destroy(co);
}
static void coroutines(int i) {
    fastctx_co_t *co;
    fastctx_create(&co, NULL, yields, NULL);
    fastctx_resume(co, NULL);
    if (i % 2)
        fastctx_resume(co, NULL);
    fastctx_destroy(co);
}
static fastctx_shared_t *shared;
static void shared_coroutines(int i) {
    fastctx_attr_t attr = FASTCTX_ATTR_INIT;
    attr.mode = FASTCTX_STACK_SHARED;
    attr.shared = shared;
    fastctx_co_t *co[3];
    for (int k = 0; k < 3; k++) {
        fastctx_create(&co[k], &attr, yields, NULL);
        fastctx_resume(co[k], NULL);
    }
    if (i % 2)
        fastctx_resume(co[1], NULL);
    for (int k = 0; k < 3; k++)
        fastctx_destroy(co[k]);
}

int main(void) {
    static const struct {
        const char *name;
        void (*function)(int);
        int runs, used_before;
    } ways[] = {{"coroutines on given memory", coroutines_in_turn, 1, 2 * ROUNDS - 1},
                {"made again on one stack", again_on_one_stack, 1, ROUNDS - 1},
                {"made on stacks in turn", on_stacks_in_turn, 1, 0},
                {"made on stacks that overlap", on_stacks_that_overlap, 1, 0},
                {"made by fastctx_init", by_fastctx_init, 1, 0},
                {"coroutines", coroutines, 1, 0},
                {"coroutines on a shared stack", shared_coroutines, 3, 0}};
    REQUIRE(fastctx_shared_create(&shared, 65536) == 0, "a shared stack");
    for (size_t way = 0; way < sizeof ways / sizeof *ways; way++) {
        int after[2];
        runs = used_before = 0;
        for (int half = 0; half < 2; half++) {
            for (int i = 0; i < ROUNDS; i++)
                ways[way].function(i);
            after[half] = mappings();
        }
        CHECK(runs == 2 * ROUNDS * ways[way].runs && after[1] <= after[0],
              "%s: %d ran, %d mappings, and %d", ways[way].name, runs, after[0], after[1]);
        CHECK(used_before >= ways[way].used_before, "%d were used before", used_before);
    }
    return check_done();
}
