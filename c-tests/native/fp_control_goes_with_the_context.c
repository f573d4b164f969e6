/*
 * The switches with FP control give each context its own rounding back, a
 * fresh one starts with what the resumer has, and an exception flag that one
 * context raised while masked does not trap in another that unmasks it.
 */
#include "arch.h"
#include "native.h"
#include <fastctx_inline.h>
#include <fenv.h>

static int inline_too;
static int seen[4];

static inline void *go(fastctx_t *from, fastctx_t *to, void *value) {
    return inline_too ? fastctx_switch_inline_fp(from, to, value)
                      : fastctx_switch_fp(from, to, value);
}

/* 1/3 as the processor rounds it now, by its own instruction (and to a double: x87
 * divides more exactly). */
static double third(void) {
    volatile double one = 1, three = 3, divided = one / three;
    return divided;
}
static void *entry(void *arg, void *value) {
    (void)arg;
    seen[0] = fegetround();
    fesetround(FE_DOWNWARD);
    value = go(&there, &here, value);
    seen[1] = fegetround();
    value = go(&there, &here, value);
    return value;
}

/* Where unmasked exceptions are sure to exist, and glibc, which has a function for them. */
#if defined(HAS_FP_TRAPS) && defined(__GLIBC__)
static void raise_exceptions(void) {
    volatile double big = 1e308;
    volatile long double one = 1, three = 3;
    big = big * 10;
    one = one / three;
}

static volatile long double traps = 1;
static void *trapping(void *arg, void *value) {
    (void)arg;
    feclearexcept(FE_ALL_EXCEPT);
    feenableexcept(FE_DIVBYZERO | FE_OVERFLOW | FE_INEXACT);
    for (;;) {
        value = go(&there, &here, value);
        traps = traps + 1; /* it would here */
        seen[2] = fegetexcept();
    }
    return NULL;
}
#endif

int main(void) {
    for (inline_too = 0; inline_too < 2; inline_too++) {
        const char *name = inline_too ? "fastctx_switch_inline_fp" : "fastctx_switch_fp";
        fesetround(FE_UPWARD);
        double up = third();
        start_there(entry, NULL);
        go(&here, &there, NULL);
        CHECK(seen[0] == FE_UPWARD, "%s: a fresh context starts with the resumer's rounding", name);
        CHECK(fegetround() == FE_UPWARD, "%s: and does not change it", name);
        CHECK(third() == up, "%s: nor how is divided", name);
        fesetround(FE_TOWARDZERO);
        go(&here, &there, NULL);
        CHECK(seen[1] == FE_DOWNWARD, "%s: it has its own again", name);
        CHECK(fegetround() == FE_TOWARDZERO, "%s: so does the other", name);
        go(&here, &there, NULL);
        CHECK(fegetround() == FE_TOWARDZERO, "%s: after the end, too", name);

        fesetround(FE_TONEAREST);
#if defined(HAS_FP_TRAPS) && defined(__GLIBC__)
        start_there(trapping, NULL);
        go(&here, &there, NULL);
        CHECK(fegetexcept() == 0, "%s: traps are the other context's", name);
        feclearexcept(FE_ALL_EXCEPT);
        raise_exceptions();
        seen[2] = 0;
        go(&here, &there, NULL);
        CHECK(seen[2] == (FE_DIVBYZERO | FE_OVERFLOW | FE_INEXACT),
              "%s: flags that were raised while masked do not trap there", name);
#endif
    }
    return check_done();
}
