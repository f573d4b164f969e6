/* A cancelled coroutine learns it from its yield, and runs to its end; one that
 * never ran never does. */
#include "../coroutine.h"

static char stack[64 * 1024] __attribute__((aligned(64)));
static int entered, cancelled, cleaned;

static void *worker(void *arg, void *first) {
    (void)arg, (void)first;
    entered++;
    while (fastctx_yield(NULL) == 0)
        ;
    cancelled = fastctx_yield(NULL);
    cleaned = 1;
    return NULL;
}

static fastctx_co_t *make(void) { return on_given(stack, sizeof stack, 0, worker, NULL); }

int main(void) {
    fastctx_co_t *co = make();
    CHECK(fastctx_cancel(co) == 0, "cancelled before it ran");
    CHECK(fastctx_status(co) == FASTCTX_DEAD && entered == 0, "it is dead and never ran");
    CHECK(fastctx_destroy(co) == 0, "destroyed");
    co = make();
    for (int i = 0; i < 3; i++)
        CHECK(fastctx_resume(co, NULL) == FASTCTX_YIELDED, "it runs");
    CHECK(fastctx_cancel(co) == 0, "cancelled in a yield");
    CHECK(cancelled == -ECANCELED, "which says so, and the next one too: %d", cancelled);
    CHECK(cleaned && fastctx_status(co) == FASTCTX_DEAD, "it ran to its end");
    CHECK(fastctx_cancel(co) == -ESRCH, "and cannot be cancelled twice");
    CHECK(fastctx_destroy(co) == 0, "destroyed");
    CHECK(fastctx_cancel(NULL) == -EINVAL && fastctx_destroy(NULL) == -EINVAL, "null is refused");
    return check_done();
}
