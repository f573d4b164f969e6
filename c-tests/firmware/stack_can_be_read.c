/* The live part of a coroutine on given memory: where it is, and what is in it. */
#include "../check.h"
#include <errno.h>
#include <fastctx.h>

static char stack[2048];
static volatile int *local_of_it;

static void *entry(void *arg, void *value) {
    volatile int local = 4711;
    (void)arg;
    local_of_it = &local;
    fastctx_yield(&value);
    return value;
}

int main(void) {
    fastctx_attr_t attr = FASTCTX_ATTR_INIT;
    fastctx_co_t *co;
    void *low, *high;
    int read = 0;
    attr.mode = FASTCTX_STACK_GIVEN;
    attr.stack = stack;
    attr.stack_size = sizeof stack;
    REQUIRE(fastctx_create(&co, &attr, entry, NULL) == 0, "a coroutine");
    REQUIRE(fastctx_resume(co, NULL) == FASTCTX_YIELDED, "that waits");
    CHECK(fastctx_stack_bounds(co, &low, &high) == 0 && (char *)low >= stack && low < high &&
              (char *)high <= stack + sizeof stack,
          "its live part is in the given memory");
    CHECK((void *)local_of_it >= low && (void *)local_of_it < high, "its variable is in there");
    CHECK(fastctx_stack_contains(co, (const void *)local_of_it) == 1, "it says so itself");
    CHECK(fastctx_stack_contains(co, &read) == 0, "ours is not");
    CHECK(fastctx_stack_read(co, (const void *)local_of_it, &read, sizeof read) ==
                  (long)sizeof read &&
              read == 4711,
          "it can be read");
    CHECK(fastctx_stack_read(co, &read, &read, sizeof read) == -EFAULT, "ours cannot");
    return check_done();
}
