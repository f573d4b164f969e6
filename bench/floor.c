/*
 * Contender: the floor. Stack pointer, program counter and frame pointer are
 * exchanged in place; all else the compiler spills if it is live. No landing
 * pad, no value, one kind of context: less than this is not a switch. Its
 * contexts start without a trampoline and must not return.
 */
#include "arch.h"
#include "bench.h"

struct words {
    void *sp, *pc, *fp;
};

static struct words context[CONTEXTS + 1];

#include "floor.h"

/* Whom a context is made as waits here for its first instruction. */
static int starting;
static void enter(void);

static void make_context(int i) {
    /* As at a function's first instruction. */
    uintptr_t top = ((uintptr_t)stacks[i] + STACK) & ~(uintptr_t)63;
    top -= CALL_PUSHES + ENTRY_AREA;
    context[i] = (struct words){(void *)top, (void *)enter, NULL};
    starting = i;
}

#define NAME(x) floor_##x
#define RESUME(i) exchange(&context[MAIN], &context[i])
#define SUSPEND(self) exchange(&context[self], &context[MAIN])
#define PASS(self, next) exchange(&context[self], &context[next])
#define MAKE_CONTEXT(i) make_context(i)
#include "shapes.h"

static void enter(void) {
    floor_body(starting);
    __builtin_trap();
}

static double run(const struct contender *self, enum shape shape, int depth) {
    (void)self;
    return shape == MAKE || shape == LIFE ? -1 : floor_shape(shape, depth);
}

const struct contender three_words = {"floor: three words", "", run, 0};
