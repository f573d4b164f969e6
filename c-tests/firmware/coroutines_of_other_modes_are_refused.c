/* Without an operating system there are stacks that the caller gives, and no others. */
#include "../check.h"
#include <errno.h>
#include <fastctx.h>

static void *entry(void *arg, void *value) {
    (void)arg;
    return value;
}

static char stack[1024];

int main(void) {
    static const int modes[] = {FASTCTX_STACK_MAPPED, FASTCTX_STACK_GROWING, FASTCTX_STACK_SHARED,
                                FASTCTX_STACK_SEGMENTED};
    fastctx_co_t *const untouched = (fastctx_co_t *)stack;
    fastctx_co_t *co = untouched;
    CHECK(fastctx_create(&co, NULL, entry, NULL) == -ENOTSUP, "without attributes: -ENOTSUP");
    for (size_t i = 0; i < sizeof modes / sizeof *modes; i++) {
        fastctx_attr_t attr = FASTCTX_ATTR_INIT;
        attr.mode = modes[i];
        int result = fastctx_create(&co, &attr, entry, NULL);
        CHECK(result == -ENOTSUP, "mode %d: %s", modes[i], fastctx_strerror(result));
    }
    fastctx_attr_t attr = FASTCTX_ATTR_INIT;
    attr.mode = 77;
    CHECK(fastctx_create(&co, &attr, entry, NULL) == -EINVAL, "no such mode: -EINVAL");
    attr.mode = FASTCTX_STACK_GIVEN;
    attr.stack = stack;
    attr.stack_size = 64;
    CHECK(fastctx_create(&co, &attr, entry, NULL) == -ENOMEM, "too little given: -ENOMEM");
    CHECK(co == untouched, "nothing has been stored");
    attr.stack_size = sizeof stack;
    CHECK(fastctx_create(&co, &attr, entry, NULL) == 0, "enough given");
    return check_done();
}
