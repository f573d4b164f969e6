/*
 * Contender: Boost.Context's jump_fcontext, which boost::context::fiber is made
 * of, through the PLT. A context is a word, new after each switch away from it:
 * who resumed it is told, and stores it.
 */
#include "bench.h"
#if __has_include(<boost/version.hpp>)
#include <boost/version.hpp> /* a macro; the rest is C++ */
const char *const boost_version = BOOST_LIB_VERSION;
#else
const char *const boost_version = "unknown";
#endif

typedef void *fcontext_t;
typedef struct {
    fcontext_t fctx;
    void *data;
} transfer_t;
extern transfer_t jump_fcontext(fcontext_t to, void *data);
extern fcontext_t make_fcontext(void *top, size_t size, void (*entry)(transfer_t));

static fcontext_t context[CONTEXTS + 1];
static int starting;

/* Whoever is switched to notes where the one it came from can be resumed. */
static inline void swap(int self, int to) {
    transfer_t from = jump_fcontext(context[to], &context[self]);
    *(fcontext_t *)from.data = from.fctx;
}

static void enter(transfer_t from);

#define NAME(x) boost_##x
#define RESUME(i) swap(MAIN, i)
#define SUSPEND(self) swap((int)(self), MAIN)
#define PASS(self, next) swap((int)(self), (int)(next))
#define MAKE_CONTEXT(i)                                                                            \
    (context[i] = make_fcontext(stacks[i] + STACK, STACK, enter), starting = (i))
#include "shapes.h"
#undef NAME

static void enter(transfer_t from) {
    int self = starting;
    *(fcontext_t *)from.data = from.fctx;
    boost_body(self);
    jump_fcontext(context[MAIN], &context[self]);
}

static double run(const struct contender *self, enum shape shape, int depth) {
    (void)self;
    return boost_shape(shape, depth);
}

const struct contender boost = {"Boost jump_fcontext", "FP", run, 0};

/* ---- in a crowd ----------------------------------------------------------- */

static long crowd_size;
static char *crowd_stacks;
static fcontext_t *member;

static void suspends(transfer_t from) {
    for (;;)
        from = jump_fcontext(from.fctx, NULL);
}

static void resume(const struct crowd *self, long times) {
    (void)self;
    for (; times > 0; times--)
        for (long i = 0; i < crowd_size; i++)
            member[i] = jump_fcontext(member[i], NULL).fctx;
}

static void end(const struct crowd *self) {
    (void)self;
    unmap_pages(crowd_stacks, crowd_size, CROWD_STACK);
    unmap_pages(member, crowd_size, sizeof *member);
}

static const char *begin(const struct crowd *self, long count) {
    (void)self;
    crowd_size = count;
    crowd_stacks = map_pages(count, CROWD_STACK);
    member = map_pages(count, sizeof *member);
    if (!crowd_stacks || !member) {
        end(self);
        return "no memory";
    }
    for (long i = 0; i < count; i++)
        member[i] = make_fcontext(crowd_stacks + (i + 1) * CROWD_STACK, CROWD_STACK, suspends);
    resume(self, 1);
    return NULL;
}

const struct crowd crowd_boost = {"Boost, plain stacks", "FP", begin, resume, NULL, end, 0, 0};
