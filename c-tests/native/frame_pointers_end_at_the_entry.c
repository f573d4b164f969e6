/*
 * Profilers and debuggers that follow frame pointers come to an end where a context
 * or a coroutine begins, whatever the resumer had in the register.
 */
#include "../registers.h"
#include "coroutine.h"
#include <unistd.h>

static fastctx_t here, there;
static char stack[64 * 1024] __attribute__((aligned(16)));
static void *last = &here;
static uint64_t got[REGISTER_COUNT];

/* Where a frame's record has what the function found in the register, in words. */
#ifndef FRAME_RECORD
#define FRAME_RECORD 0
#endif
static void *body(void *arg, void *value) {
    void **frame = __builtin_frame_address(0);
#ifdef HAS_BACK_CHAINS
    frame = *frame; /* the library's function that calls this has one too */
#endif
    last = frame[FRAME_RECORD];
    getppid(); /* leaves may have another record */
    return arg ? arg : value;
}

int main(void) {
#ifdef NO_FRAME_RECORDS
    SKIP_ALL("frame pointers lead to no records here");
#endif
    for (unsigned flags = 0; flags < 4; flags++)
        for (int i = 0; i < MODES; i++) {
            fastctx_co_t *co = make(all_modes[i], flags, body, NULL);
            last = &here;
            call_with_registers((void *)fastctx_resume, co, NULL, patterns[0], got);
            CHECK(last == NULL, "%s, flags %u: null, %p", mode_names[all_modes[i]], flags, last);
            fastctx_destroy(co);
        }
    last = &here;
    fastctx_init(&there, stack, sizeof stack, body, NULL, &here);
    call_with_registers((void *)fastctx_switch, &here, &there, patterns[0], got);
    CHECK(last == NULL, "a context: null, %p", last);
    return check_done();
}
