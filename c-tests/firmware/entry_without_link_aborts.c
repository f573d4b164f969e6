/* An entry function of the native layer that returns without a link: abort(). */
#include "../native/native.h"

void abort(void) {
    CHECK(is_on_native_stack(__builtin_frame_address(0)),
          "abort() is called, on the context's stack");
    exit(check_done());
}

static void *returns(void *arg, void *value) {
    (void)arg;
    return value;
}

int main(void) {
    REQUIRE(fastctx_init(&there, native_stack, sizeof native_stack, returns, NULL, NULL) == 0,
            "a context without a link");
    fastctx_switch(&here, &there, NULL);
    printf("Bail out! the context came back\n");
    return 1;
}
