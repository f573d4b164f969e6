/*
 * Every kind of switch preserves every callee-saved register for its caller, by
 * name, and those with FP control the control words too; without, the control words
 * stay what the other side set. The inline ones in a function that does nothing
 * else: there the compiler has to save them. The negative control loses one
 * register at a time, in the suspended context, and each must be caught.
 */
#include "../registers.h"
#include "native.h"
#include <fastctx_inline.h>

static uint64_t got[REGISTER_COUNT + 1], scratch[REGISTER_COUNT], want[REGISTER_COUNT];
static int broken = -1;

typedef void *switch_function(fastctx_t *from, fastctx_t *to, void *value);
static __attribute__((noinline)) void *inline_only(fastctx_t *from, fastctx_t *to, void *value) {
    return fastctx_switch_inline(from, to, value);
}
static __attribute__((noinline)) void *inline_fp_only(fastctx_t *from, fastctx_t *to, void *value) {
    return fastctx_switch_inline_fp(from, to, value);
}

/* What a context that is suspended with a shadow stack has before. */
#ifndef SHADOW_STACKS
#undef NATIVE_SHADOW
#undef NATIVE_FP_SHADOW
#define NATIVE_SHADOW 0
#define NATIVE_FP_SHADOW 0
#endif

static const struct way {
    const char *name;
    switch_function *function;
    int fp_control;
    int offset; /* of NATIVE_FRAME at the stack pointer, or -1: it is the compiler's */
} ways[] = {{"fastctx_switch", fastctx_switch, 0, NATIVE_SHADOW},
            {"fastctx_switch_fp", fastctx_switch_fp, 1, NATIVE_FP_CONTROL + NATIVE_FP_SHADOW},
            {"fastctx_switch_inline", inline_only, 0, -1},
            {"fastctx_switch_inline_fp", inline_fp_only, 1, -1}};

/* Leaves with other values in every register, as the calling context does. */
static void *entry(void *arg, void *value) {
    const struct way *way = arg;
    (void)value;
    if (broken >= 0)
        lose_register((char *)here.sp + way->offset + native_frame[broken], broken);
    call_with_registers((void *)way->function, &there, &here, patterns[1], scratch);
    return NULL;
}

static void leave_and_return(const struct way *way) {
    start_there(entry, (void *)way);
    memset(got, 0, sizeof got);
    for (int i = 0; i < REGISTER_COUNT; i++)
        want[i] = patterns[is_fp_control(i) && !way->fp_control][i];
    call_with_registers((void *)way->function, &here, &there, patterns[0], got);
}

int main(void) {
    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
        const struct way *way = &ways[i];
        broken = -1;
        leave_and_return(way);
        check_registers(way->name, want, got);
        for (broken = 0; broken < REGISTER_COUNT && way->offset >= 0; broken++) {
            if (is_fp_control(broken) && !way->fp_control)
                continue;
            leave_and_return(way);
            int caught = wrong_register(want, got, 0);
            CHECK(caught == broken && wrong_register(want, got, caught + 1) < 0,
                  "negative control: %s that loses %s is caught", way->name,
                  saved_registers[broken].name);
        }
    }
    return check_done();
}
