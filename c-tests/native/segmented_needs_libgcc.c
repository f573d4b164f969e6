/*
 * A program without code for split stacks has none of libgcc's functions:
 * segmented coroutines are refused, all else works. And what the mode excludes.
 */
#include "../check.h"
#include "arch.h"
#include <errno.h>
#include <fastctx.h>

static void *entry(void *arg, void *value) { return (char *)arg + (value != NULL); }

int main(void) {
    char memory[8192];
    fastctx_co_t *co = NULL;
    fastctx_attr_t attr = FASTCTX_ATTR_INIT;
    attr.mode = FASTCTX_STACK_SEGMENTED;
    attr.stack_size = 4096;
#ifdef HAS_SPLIT_STACKS
    int absent = -ENOSYS;
#else
    int absent = -ENOTSUP;
#endif
    CHECK(fastctx_create(&co, &attr, entry, NULL) == absent, "it is refused: %s",
          fastctx_strerror(absent));
    CHECK(co == NULL, "nothing is stored");
    attr.stack = memory;
    CHECK(fastctx_create(&co, &attr, entry, NULL) == -EINVAL,
          "with memory of the caller's: EINVAL");
    fastctx_shared_t *shared = NULL;
    REQUIRE(fastctx_shared_create(&shared, 65536) == 0, "a shared stack");
    attr.stack = NULL;
    attr.shared = shared;
    CHECK(fastctx_create(&co, &attr, entry, NULL) == -EINVAL, "on a shared stack: EINVAL");
    fastctx_shared_destroy(shared);
    attr.shared = NULL;
    attr.stack = memory;
    attr.mode = FASTCTX_STACK_GIVEN;
    attr.stack_size = sizeof memory;
    attr.flags = FASTCTX_CO_BLOCK_SIGNALS;
    CHECK(fastctx_create(&co, &attr, entry, NULL) == -EINVAL, "its flag with another mode: EINVAL");
    attr.flags = 0;
    CHECK(fastctx_create(&co, &attr, entry, NULL) == 0, "another mode works");
    CHECK(fastctx_resume(co, NULL) == FASTCTX_FINISHED, "and runs");
    fastctx_destroy(co);
    return check_done();
}
