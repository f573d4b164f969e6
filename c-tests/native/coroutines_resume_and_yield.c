/* Values go in and out, states are as in Lua, and coroutines nest. */
#include "../check.h"
#include <errno.h>
#include <fastctx.h>
#include <stdint.h>

static char stacks[2][64 * 1024] __attribute__((aligned(64)));
static fastctx_co_t *outer, *inner;

static void *value(uintptr_t n) { return (void *)n; }

static fastctx_co_t *given(int i, fastctx_entry_t entry, void *arg) {
    fastctx_attr_t attr = FASTCTX_ATTR_INIT;
    fastctx_co_t *co = NULL;
    attr.mode = FASTCTX_STACK_GIVEN;
    attr.stack = stacks[i];
    attr.stack_size = sizeof stacks[i];
    attr.name = "a name";
    int result = fastctx_create(&co, &attr, entry, arg);
    REQUIRE(result == 0, "fastctx_create: %s", fastctx_strerror(result));
    return co;
}

static void *count(void *arg, void *first) {
    CHECK(arg == stacks && first == value(10), "arg and the first value");
    CHECK(fastctx_current() == inner, "the current one is the inner one");
    CHECK(fastctx_status(inner) == FASTCTX_RUNNING, "it runs");
    CHECK(fastctx_status(outer) == FASTCTX_NORMAL, "the outer one waits for it");
    CHECK(fastctx_resume(outer, NULL) == -EBUSY, "so it cannot be resumed");
    CHECK(fastctx_resume(inner, NULL) == -EBUSY, "nor can itself");
    CHECK(fastctx_destroy(inner) == -EBUSY && fastctx_destroy(outer) == -EBUSY,
          "nor destroyed, either of them");
    for (uintptr_t i = 1; i <= 3; i++) {
        void *v = value(i);
        CHECK(fastctx_yield(&v) == 0, "yield %d", (int)i);
        CHECK(v == value(10 + i), "and what resumed it: %p", v);
    }
    return value(4);
}

static void *nest(void *arg, void *first) {
    (void)arg, (void)first;
    inner = given(1, count, stacks);
    for (uintptr_t i = 1; i <= 4; i++) {
        void *v = value(9 + i);
        int result = fastctx_resume(inner, &v);
        CHECK(result == (i < 4 ? FASTCTX_YIELDED : FASTCTX_FINISHED), "resume %d: %d", (int)i,
              result);
        CHECK(v == value(i), "it gave %p", v);
        CHECK(fastctx_current() == outer && fastctx_status(outer) == FASTCTX_RUNNING,
              "and this one runs again");
        CHECK(fastctx_yield(NULL) == 0, "yield to main");
    }
    return NULL;
}

int main(void) {
    CHECK(fastctx_current() == NULL, "no coroutine in main");
    CHECK(fastctx_yield(NULL) == -EPERM, "nor can it yield");
    outer = given(0, nest, NULL);
    CHECK(!strcmp(fastctx_name(outer), "a name"), "its name");
    CHECK(fastctx_status(outer) == FASTCTX_SUSPENDED, "suspended at first");
    int resumed = 0;
    while (fastctx_resume(outer, NULL) == FASTCTX_YIELDED)
        resumed++;
    CHECK(resumed == 4, "main resumed it %d times", resumed);
    CHECK(fastctx_status(outer) == FASTCTX_DEAD, "dead at last");
    CHECK(fastctx_resume(outer, NULL) == -ESRCH, "and cannot be resumed");
    CHECK(fastctx_cancel(outer) == -ESRCH, "or cancelled");
    CHECK(fastctx_destroy(outer) == 0 && fastctx_destroy(inner) == 0, "only destroyed");
    return check_done();
}
