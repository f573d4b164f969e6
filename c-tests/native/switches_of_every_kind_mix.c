/*
 * A context that any kind of switch suspended is resumed by any other: each pair
 * of them, with a value in both directions, what one side writes seen by the
 * other, and the end through the link; and a switch to itself.
 */
#include "native.h"
#include <fastctx_inline.h>

enum kind { OUT_OF_LINE, FP, INLINE, INLINE_FP, KINDS };
static const char *const names[] = {"fastctx_switch", "fastctx_switch_fp", "fastctx_switch_inline",
                                    "fastctx_switch_inline_fp"};

static inline void *go(enum kind kind, fastctx_t *from, fastctx_t *to, void *value) {
    switch (kind) {
    case OUT_OF_LINE:
        return fastctx_switch(from, to, value);
    case FP:
        return fastctx_switch_fp(from, to, value);
    case INLINE:
        return fastctx_switch_inline(from, to, value);
    default:
        return fastctx_switch_inline_fp(from, to, value);
    }
}

static fastctx_t self; /* that nothing was ever saved in */
static int written;    /* by the other side */

static void *entry(void *arg, void *value) {
    enum kind kind = (enum kind)(uintptr_t)arg;
    for (int i = 0; i < 3; i++) {
        written++;
        value = go(kind, &there, &here, number((uintptr_t)value * 2));
    }
    written = 100;
    return number((uintptr_t)value * 3);
}

static int all_values(enum kind ours, enum kind theirs) {
    start_there(entry, number(theirs));
    written = 0;
    int right = 1;
    for (uintptr_t i = 0; i < 3; i++) {
        right &= go(ours, &here, &there, number(10 + i)) == number(20 + 2 * i);
        right &= written == (int)i + 1;
    }
    right &= go(ours, &here, &there, number(7)) == number(21);
    return right && written == 100;
}

/* Not what the compiler knows to be there from before. */
static __attribute__((noinline)) int sees_what_is_written(void) {
    start_there(entry, number(OUT_OF_LINE));
    written = 41;
    fastctx_switch_inline(&here, &there, NULL);
    return written == 42;
}

static __attribute__((noinline)) int to_itself(enum kind kind, fastctx_t *from, fastctx_t *to) {
    return go(kind, from, to, number(5)) == number(5);
}

int main(void) {
    for (enum kind ours = OUT_OF_LINE; ours < KINDS; ours++)
        for (enum kind theirs = OUT_OF_LINE; theirs < KINDS; theirs++)
            CHECK(all_values(ours, theirs), "%s here, %s there", names[ours], names[theirs]);
    CHECK(sees_what_is_written(), "what the other side writes is seen");
    for (enum kind kind = OUT_OF_LINE; kind < KINDS; kind++)
        CHECK(to_itself(kind, &self, &self), "%s to itself returns the value", names[kind]);
    return check_done();
}
