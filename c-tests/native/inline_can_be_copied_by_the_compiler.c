/*
 * However many copies the compiler makes of an inline switch, by inlining,
 * unrolling or cloning, each goes on where it left. The other side notes where
 * it is to go back to: several places, or there were no copies. Each begins with a
 * landing pad, where there are such things.
 */
#include "arch.h"
#include "native.h"
#include <fastctx_inline.h>

enum { PLACES = 64 };
static void *places[PLACES];
static int place_count, without_pad;

static void note_place(void) {
#ifdef LANDING_PAD
    static const unsigned char landing_pad[] = {LANDING_PAD};
    without_pad += memcmp(here.pc, landing_pad, sizeof landing_pad) != 0;
#endif
    for (int i = 0; i < place_count; i++)
        if (places[i] == here.pc)
            return;
    if (place_count < PLACES)
        places[place_count++] = here.pc;
}

/* Gives back what it gets and one more. */
static void *add_one(void *arg, void *value) {
    (void)arg;
    for (;;) {
        note_place();
        value = fastctx_switch_inline(&there, &here, number((uintptr_t)value + 1));
    }
    return NULL;
}
static inline __attribute__((always_inline)) uintptr_t next(uintptr_t n) {
    return (uintptr_t)fastctx_switch_inline(&here, &there, number(n));
}

static __attribute__((noinline)) uintptr_t written_often(uintptr_t n) {
    n = next(n) * 2;
    n = next(n) * 3;
    if (n & 1)
        n = next(n) * 5;
    else
        n = next(n) * 7;
    return next(next(n));
}

static __attribute__((noinline)) uintptr_t unrolled(uintptr_t n) {
#if defined(__clang__)
#pragma clang loop unroll_count(8)
#else
#pragma GCC unroll 8
#endif
    for (int i = 0; i < 16; i++)
        n = next(n) + (uintptr_t)i;
    return n;
}

/* A clone for each constant, perhaps; and recursion that is inlined into itself. */
static __attribute__((noinline)) uintptr_t cloned(uintptr_t n, int way) {
    for (int i = 0; i < 8; i++)
        switch (way) {
        case 0:
            n = next(n) * 3;
            break;
        case 1:
            n = next(n) + 5;
            break;
        default:
            n = next(n + 2);
            break;
        }
    return n;
}
static uintptr_t recursive(uintptr_t n, int depth) {
    return depth == 0 ? n : next(recursive(next(n), depth - 1));
}

/* At least so many places; without MUST_COPY (c-tests/inline.sh) only those written. */
static void check(const char *what, uintptr_t got, uintptr_t want, int written, int copied) {
#ifdef MUST_COPY
    int least = copied;
#else
    int least = written;
#endif
    (void)written, (void)copied;
    CHECK(got == want, "%s: the values are right", what);
    CHECK(place_count >= least, "%s: %d places, at least %d", what, place_count, least);
    CHECK(without_pad == 0, "%s: each begins with a landing pad", what);
    place_count = 0;
}

int main(void) {
#ifdef FASTCTX_INLINE_IS_A_CALL
    SKIP_ALL("there are no copies of a call's code");
#endif
    start_there(add_one, NULL);
    uintptr_t got = written_often(3);
    check("written often", got, (((3 + 1) * 2 + 1) * 3 + 1) * 5 + 2, 5, 5);
    got = unrolled(1);
#ifdef LOOPS_STAY_ROLLED
    check("unrolled", got, 1 + 16 + 120, 1, 1);
#else
    check("unrolled", got, 1 + 16 + 120, 1, 4);
#endif
    uintptr_t tripled = 1;
    for (int i = 0; i < 8; i++)
        tripled = (tripled + 1) * 3;
    got = cloned(1, 0) + cloned(1, 1) + cloned(1, 2);
    check("cloned", got, tripled + (1 + 8 * 6) + (1 + 8 * 3), 3, 3);
    got = recursive(0, 6);
    check("recursive", got, 12, 2, 2);
    return check_done();
}
