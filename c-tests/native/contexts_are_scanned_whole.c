/*
 * fastctx_scan_context() visits all that a suspended context may use again: every
 * register that a call preserves, however it was suspended, its variables, the red zone;
 * and nothing below or above.
 */
#include "../scan.h"
#include "native.h"
#include <fastctx_inline.h>

static uint64_t got[REGISTER_COUNT];

static __attribute__((noinline)) void *inline_only(fastctx_t *from, fastctx_t *to, void *value) {
    return fastctx_switch_inline(from, to, value);
}

static void *keeps(void *arg, void *value) {
    void *volatile kept = object(1);
    (void)value;
    call_with_registers(arg, &there, &here, patterns[1], got);
    return kept;
}

static void of_the_native_layer(const char *name, void *function) {
    start_there(keeps, function);
    look_for(patterns[1], function);
    CHECK(fastctx_scan_context(&there, native_stack, sizeof native_stack, look, &seen) == 0 &&
              seen.found_at,
          "%s: the argument of one that has not run is found", name);
    fastctx_switch(&here, &there, NULL);
    look_for(patterns[1], object(1));
    seen.stack = (uintptr_t)native_stack + sizeof native_stack;
    CHECK(fastctx_scan_context(&there, native_stack, sizeof native_stack, look, &seen) == 0,
          "%s: one that waits is scanned", name);
    CHECK_REGISTERS(name);
    CHECK(seen.found_at, "%s: and its variable", name);
    CHECK(seen.low == (uintptr_t)there.sp - RED_ZONE && !seen.is_odd && !seen.is_elsewhere,
          "%s: from its stack pointer, and the red zone, to the end", name);
    CHECK(fastctx_switch(&here, &there, NULL) == object(1), "%s: it has ended", name);
}

int main(void) {
    of_the_native_layer("fastctx_switch", (void *)fastctx_switch);
    of_the_native_layer("fastctx_switch_fp", (void *)fastctx_switch_fp);
    of_the_native_layer("fastctx_switch_inline", (void *)inline_only);
    CHECK(fastctx_scan_context(NULL, native_stack, 1, look, &seen) == -EINVAL, "no context");
    CHECK(fastctx_scan_context(&there, NULL, 1, look, &seen) == -EINVAL, "no stack");
    CHECK(fastctx_scan_context(&there, native_stack, 1, NULL, &seen) == -EINVAL, "nothing to call");
    CHECK(fastctx_scan_context(&there, native_stack, SIZE_MAX, look, &seen) == -EINVAL,
          "a stack beyond the address space");
    CHECK(fastctx_scan_context(&here, native_stack, sizeof native_stack, look, &seen) == -EFAULT,
          "a context that is elsewhere");
    /* At the very bottom of its stack: nothing below that is looked at. */
    there.sp = native_stack;
    look_for(NULL, NULL);
    seen.stack = (uintptr_t)native_stack + sizeof native_stack;
    CHECK(fastctx_scan_context(&there, native_stack, sizeof native_stack, look, &seen) == 0 &&
              seen.low == (uintptr_t)native_stack,
          "nothing below the stack");
    return check_done();
}
