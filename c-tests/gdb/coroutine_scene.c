/*
 * coroutine_scene.c: what gdb steps through, instruction by instruction
 * (coroutine_unwind.py): every way between coroutines and contexts, called with
 * known values in every callee-saved register.
 */
#include "../registers.h"
#include <fastctx.h>

char stacks[2][65536] __attribute__((aligned(64)));
volatile int scene_over, is_active[2];
/* For the debugger. */
const struct saved_register *volatile scene_registers = saved_registers;
static uint64_t got[REGISTER_COUNT];
static fastctx_co_t *first, *second;
static fastctx_t here, there;
static fastctx_shared_t *shared;
volatile unsigned long shared_low, shared_high;

static void resume(fastctx_co_t *co) {
    void *value = NULL;
    call_with_registers((void *)fastctx_resume, co, &value, patterns[0], got);
}
static long yield(void) {
    void *value = NULL;
    return call_with_registers((void *)fastctx_yield, &value, NULL, patterns[1], got);
}

static fastctx_co_t *make(int i, unsigned flags, fastctx_entry_t entry) {
    fastctx_attr_t attr = FASTCTX_ATTR_INIT;
    fastctx_co_t *co = NULL;
    attr.mode = FASTCTX_STACK_GIVEN;
    attr.flags = flags;
    attr.stack = stacks[i];
    attr.stack_size = sizeof stacks[i];
    fastctx_create(&co, &attr, entry, NULL);
    return co;
}

static void *inner_side(void *arg, void *value) {
    is_active[1] = 1;
    while (yield() == 0)
        ;
    is_active[1] = 0;
    return arg ? arg : value;
}

static void *outer_side(void *arg, void *value) {
    is_active[0] = 1;
    second = make(1, 0, inner_side);
    resume(second);
    resume(second);
    yield();
    fastctx_cancel(second);
    is_active[0] = 0;
    return arg ? arg : value;
}

static void *context_side(void *arg, void *value) {
    is_active[0] = 1;
    for (int i = 0; i < 3; i++)
        (i ? fastctx_switch : fastctx_switch_fp)(&there, &here, value);
    is_active[0] = 0;
    return arg;
}

static fastctx_co_t *make_shared(fastctx_entry_t entry) {
    fastctx_attr_t attr = FASTCTX_ATTR_INIT;
    fastctx_co_t *co = NULL;
    attr.mode = FASTCTX_STACK_SHARED;
    attr.shared = shared;
    fastctx_create(&co, &attr, entry, NULL);
    return co;
}

static void *shared_side(void *arg, void *value) {
    while (yield() == 0)
        ;
    return arg ? arg : value;
}

static void *shared_outer_side(void *arg, void *value) {
    resume(first);
    resume(second);
    yield();
    fastctx_cancel(second);
    return arg ? arg : value;
}

static __attribute__((noinline)) void old_side(void) {
    /* Straight through, nested, cancelled. */
    first = make(0, 0, outer_side);
    resume(first);
    resume(first);
    /* By the general way. */
    first = make(0, FASTCTX_CO_FP_CONTROL | FASTCTX_CO_EXCEPTIONS, outer_side);
    resume(first);
    resume(first);
    /* Contexts suspended by one function and resumed by the other. */
    fastctx_init(&there, stacks[0], sizeof stacks[0], context_side, NULL, &here);
    fastctx_switch(&here, &there, NULL);
    fastctx_switch_fp(&here, &there, NULL);
    fastctx_switch(&here, &there, NULL);
    fastctx_switch(&here, &there, NULL);
    fastctx_switch(&here, &here, NULL);
    /* Live parts go out and in: by the thread, and by the copier. */
    first = make_shared(shared_side);
    second = make_shared(shared_side);
    resume(first);
    resume(second);
    resume(first);
    fastctx_co_t *outer = make_shared(shared_outer_side);
    resume(outer);
    resume(outer);
    fastctx_cancel(first);
    scene_over = 1;
}

int main(void) {
    void *low, *high;
    fastctx_shared_create(&shared, 65536);
    fastctx_stack_bounds(make_shared(shared_side), &low, &high);
    shared_high = (unsigned long)high;
    shared_low = shared_high - 65536;
    old_side();
    return 0;
}
