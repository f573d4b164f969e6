/*
 * Contender: the coroutines of libfastctx, through the PLT, on recycled stacks;
 * in crowds in every stack mode.
 */
#include "bench.h"
#include <fastctx.h>
#include <stdio.h>

static fastctx_co_t *context[CONTEXTS];
static void *enter(void *self, void *value);

static inline void resume_one(int i) {
    void *value = NULL;
    fastctx_resume(context[i], &value);
}
static inline void suspend(void) {
    void *value = NULL;
    fastctx_yield(&value);
}

static int mode;

static inline void make_context(int i) {
    fastctx_attr_t attr = FASTCTX_ATTR_INIT;
    attr.mode = mode;
    if (mode == FASTCTX_STACK_GIVEN) {
        attr.stack = stacks[i];
        attr.stack_size = STACK;
    }
    fastctx_create(&context[i], &attr, enter, (void *)(long)i);
}

#define NAME(x) coroutine_##x
#define RESUME(i) resume_one(i)
#define SUSPEND(self) ((void)(self), suspend())
#define MAKE_CONTEXT(i) make_context(i)
#define DISCARD(i) fastctx_destroy(context[i])
#include "shapes.h"
#undef NAME

static void *enter(void *self, void *value) {
    coroutine_body((long)self);
    return value;
}

static double run(const struct contender *self, enum shape shape, int depth) {
    mode = self->variant;
    return coroutine_shape(shape, depth);
}

const struct contender coroutine = {"fastctx coroutine", "", run, FASTCTX_STACK_MAPPED};
const struct contender coroutine_segmented = {"fastctx, segmented stack", "", run,
                                              FASTCTX_STACK_SEGMENTED};
const struct contender coroutine_given = {"fastctx, given stack", "", run, FASTCTX_STACK_GIVEN};

/* ---- in crowds ------------------------------------------------------------ */

static struct members {
    long count;
    fastctx_co_t **co;
    char *given; /* stacks */
    fastctx_shared_t *shared;
} crowds[FASTCTX_STACK_SEGMENTED + 1]; /* by mode */

static void *suspends(void *arg, void *value) {
    (void)arg;
    for (;;)
        fastctx_yield(&value);
    return value;
}

static void resume(const struct crowd *self, long times) {
    struct members *members = &crowds[self->mode];
    for (; times > 0; times--)
        for (long i = 0; i < members->count; i++) {
            void *value = NULL;
            fastctx_resume(members->co[i], &value);
        }
}

static void resume_ahead(const struct crowd *self, long times) {
    enum { AHEAD = 8 };
    struct members *members = &crowds[self->mode];
    for (; times > 0; times--)
        for (long i = 0; i < members->count; i++) {
            if (i + AHEAD < members->count)
                fastctx_prefetch(members->co[i + AHEAD]);
            void *value = NULL;
            fastctx_resume(members->co[i], &value);
        }
}

static void end(const struct crowd *self) {
    struct members *members = &crowds[self->mode];
    for (long i = 0; i < members->count; i++)
        fastctx_destroy(members->co[i]);
    fastctx_trim();
    unmap_pages(members->co, members->count, sizeof members->co[0]);
    unmap_pages(members->given, members->count, self->size);
    if (members->shared)
        fastctx_shared_destroy(members->shared);
}

static const char *begin(const struct crowd *self, long count) {
    struct members *members = &crowds[self->mode];
    *members = (struct members){0};
    fastctx_attr_t attr = FASTCTX_ATTR_INIT;
    attr.mode = self->mode;
    attr.stack_size = self->size;
    members->co = map_pages(count, sizeof members->co[0]);
    int error = 0;
    if (self->mode == FASTCTX_STACK_GIVEN)
        members->given = map_pages(count, self->size);
    if (self->mode == FASTCTX_STACK_SHARED)
        error = fastctx_shared_create(&members->shared, self->size);
    attr.shared = members->shared;
    for (; !error && members->count < count; members->count++) {
        if (members->given)
            attr.stack = members->given + members->count * (long)self->size;
        error = fastctx_create(&members->co[members->count], &attr, suspends, NULL);
        if (error)
            break;
        fastctx_resume(members->co[members->count], NULL);
    }
    if (!error)
        return NULL;
    static char why[128];
    snprintf(why, sizeof why, "at %ld: %s", members->count, fastctx_strerror(error));
    end(self);
    return why;
}

#define CROWD(name, mode, size)                                                                    \
    { name, "", begin, resume, resume_ahead, end, mode, size }
const struct crowd crowd_given = CROWD("given, 64 KiB", FASTCTX_STACK_GIVEN, CROWD_STACK);
const struct crowd crowd_mapped = CROWD("mapped, 64 KiB", FASTCTX_STACK_MAPPED, CROWD_STACK);
const struct crowd crowd_growing = CROWD("growing, 64 KiB", FASTCTX_STACK_GROWING, CROWD_STACK);
const struct crowd crowd_growing_256 = CROWD("growing, 256 KiB", FASTCTX_STACK_GROWING, 256 << 10);
const struct crowd crowd_shared = CROWD("shared", FASTCTX_STACK_SHARED, CROWD_STACK);
const struct crowd crowd_segmented = CROWD("segmented, from 4 KiB", FASTCTX_STACK_SEGMENTED, 4096);
