/*
 * native.h: a contender that switches between contexts of fastctx_t. A
 * template: define
 *
 *   CONTENDER      its name in C, a prefix too
 *   TITLE, KEEPS   strings: its name in the tables, and what it keeps
 *   SWITCH         what takes (from, to, value)
 *
 * and include. May be included more than once.
 */
#include "bench.h"
#include <fastctx.h>

#define PASTED(a, b) a##_##b
#define PASTE(a, b) PASTED(a, b)
#define NAME(x) PASTE(CONTENDER, x)

static fastctx_t NAME(context)[CONTEXTS + 1];
static void *NAME(enter)(void *self, void *value);

#define RESUME(i) SWITCH(&NAME(context)[MAIN], &NAME(context)[i], NULL)
#define SUSPEND(self) SWITCH(&NAME(context)[self], &NAME(context)[MAIN], NULL)
#define PASS(self, next) SWITCH(&NAME(context)[self], &NAME(context)[next], NULL)
#define MAKE_CONTEXT(i)                                                                            \
    fastctx_init(&NAME(context)[i], stacks[i], STACK, NAME(enter), (void *)(long)(i),              \
                 &NAME(context)[MAIN])
#include "shapes.h"

static void *NAME(enter)(void *self, void *value) {
    NAME(body)((long)self);
    return value;
}

static double NAME(run)(const struct contender *self, enum shape shape, int depth) {
    (void)self;
    return NAME(shape)(shape, depth);
}

const struct contender CONTENDER = {TITLE, KEEPS, NAME(run), 0};

#undef PASTED
#undef PASTE
#undef NAME
#undef CONTENDER
#undef TITLE
#undef KEEPS
#undef SWITCH
