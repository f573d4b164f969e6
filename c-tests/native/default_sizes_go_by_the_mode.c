/* FASTCTX_STACK_DEFAULT_SIZE, which FASTCTX_ATTR_INIT has, is what the mode has by
 * default; given memory has none. */
#include "../check.h"
#include <errno.h>
#include <fastctx.h>

static char stack[64 * 1024];

/* Uses `size` bytes of stack, all of them. */
__attribute__((noinline)) static int use(size_t size) {
    volatile char buffer[4096];
    buffer[0] = buffer[4095] = 1;
    return size > sizeof buffer ? use(size - sizeof buffer) + buffer[0] : 0;
}

static void *entry(void *size, void *value) {
    (void)value;
    use(*(size_t *)size);
    return size;
}

static void uses(int mode, size_t size, const char *what) {
    fastctx_attr_t attr = FASTCTX_ATTR_INIT;
    fastctx_co_t *co = NULL;
    attr.mode = mode;
    int made = fastctx_create(&co, &attr, entry, &size);
    REQUIRE(made == 0, "%s: %s", what, fastctx_strerror(made));
    CHECK(fastctx_resume(co, NULL) == FASTCTX_FINISHED, "%s: %zu bytes can be used", what, size);
    fastctx_destroy(co);
}

int main(void) {
    uses(FASTCTX_STACK_MAPPED, 48 * 1024, "mapped");
    uses(FASTCTX_STACK_GROWING, 200 * 1024, "growing");
    uses(FASTCTX_STACK_GROWING, 200 * 1024, "growing, again");
    uses(FASTCTX_STACK_MAPPED, 48 * 1024, "mapped, again");
    fastctx_attr_t attr = FASTCTX_ATTR_INIT;
    fastctx_co_t *co = NULL;
    attr.mode = FASTCTX_STACK_GIVEN;
    attr.stack = stack;
    CHECK(fastctx_create(&co, &attr, entry, NULL) == -EINVAL && !co, "given memory has none");
    return check_done();
}
