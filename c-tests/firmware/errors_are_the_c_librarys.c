/* The negative errno constants are those of this C library's <errno.h>. */
#include "../check.h"
#include <errno.h>
#include <fastctx.h>

static char stack[1024];
static fastctx_co_t *co;
static int in_itself, while_cancelled;

static void *entry(void *arg, void *value) {
    (void)arg;
    in_itself = fastctx_resume(co, &value);
    fastctx_yield(&value);
    while_cancelled = fastctx_yield(&value);
    return value;
}

int main(void) {
    fastctx_attr_t attr = FASTCTX_ATTR_INIT;
    attr.mode = FASTCTX_STACK_GIVEN;
    attr.stack = stack;
    attr.stack_size = sizeof stack;
    REQUIRE(fastctx_create(&co, &attr, entry, NULL) == 0, "a coroutine");
    errno = 77; /* no output before it is looked at, which may change it */
    int of_none = fastctx_resume(NULL, NULL);
    int outside = fastctx_yield(NULL);
    int first = fastctx_resume(co, NULL);
    int cancelled = fastctx_cancel(co);
    int again = fastctx_resume(co, NULL);
    int left = errno;
    CHECK(left == 77, "errno is left alone: %d", left);
    CHECK(of_none == -EINVAL, "EINVAL: resuming none: %d", of_none);
    CHECK(outside == -EPERM, "EPERM: yielding outside: %d", outside);
    CHECK(first == FASTCTX_YIELDED && in_itself == -EBUSY, "EBUSY: resuming itself: %d", in_itself);
    CHECK(cancelled == FASTCTX_FINISHED && while_cancelled == -ECANCELED,
          "ECANCELED: yielding while being cancelled: %d", while_cancelled);
    CHECK(again == -ESRCH, "ESRCH: resuming one that has finished: %d", again);
    CHECK(fastctx_destroy(co) == 0, "and destroyed");
    return check_done();
}
