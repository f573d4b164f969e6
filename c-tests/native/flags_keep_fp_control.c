/* With FASTCTX_CO_FP_CONTROL the rounding mode is the coroutine's own and its
 * resumer's stays; without the flag it is the thread's. fastctx_switch_fp keeps it
 * for the context that calls it. */
#include "../coroutine.h"
#include <fenv.h>

static char stacks[2][64 * 1024] __attribute__((aligned(64)));
static fastctx_t here, there;

static void *round_up(void *arg, void *first) {
    (void)arg, (void)first;
    CHECK(fegetround() == FE_TONEAREST, "it starts as its resumer is");
    fesetround(FE_UPWARD);
    fastctx_yield(NULL);
    CHECK(fegetround() == FE_UPWARD, "its own is back after a yield");
    return NULL;
}

static void *round_down_and_leave(void *arg, void *first) {
    (void)arg, (void)first;
    fesetround(FE_DOWNWARD);
    fastctx_yield(NULL);
    CHECK(fegetround() == FE_TOWARDZERO, "without the flag it has what the thread has");
    return NULL;
}

static fastctx_co_t *make(int i, unsigned flags, fastctx_entry_t entry) {
    return on_given(stacks[i], sizeof stacks[i], flags, entry, NULL);
}

static fastctx_co_t *plain;

/* A coroutine without the flag that one with it resumes. */
static void *resume_plain(void *arg, void *first) {
    (void)arg, (void)first;
    fesetround(FE_UPWARD);
    fastctx_resume(plain, NULL);
    CHECK(fegetround() == FE_UPWARD, "what it resumes does not change it");
    return NULL;
}

static void *switch_back(void *arg, void *first) {
    (void)arg, (void)first;
    fesetround(FE_UPWARD);
    fastctx_switch_fp(&there, &here, NULL);
    CHECK(fegetround() == FE_UPWARD, "fastctx_switch_fp brings the context's own back");
    fesetround(FE_DOWNWARD);
    return NULL;
}

int main(void) {
    fastctx_co_t *co = make(0, FASTCTX_CO_FP_CONTROL, round_up);
    fastctx_resume(co, NULL);
    CHECK(fegetround() == FE_TONEAREST, "the resumer keeps its own");
    fesetround(FE_DOWNWARD);
    fastctx_resume(co, NULL);
    CHECK(fegetround() == FE_DOWNWARD, "also when the coroutine ends");
    fastctx_destroy(co);

    fesetround(FE_TONEAREST);
    plain = make(1, 0, round_down_and_leave);
    fastctx_resume(plain, NULL);
    CHECK(fegetround() == FE_DOWNWARD, "without the flag it goes with the thread");
    fesetround(FE_TOWARDZERO);
    fastctx_resume(plain, NULL);
    fastctx_destroy(plain);

    fesetround(FE_TONEAREST);
    plain = make(1, 0, round_down_and_leave);
    co = make(0, FASTCTX_CO_FP_CONTROL, resume_plain);
    fastctx_resume(co, NULL);
    CHECK(fegetround() == FE_TONEAREST, "main keeps its own");
    fesetround(FE_TOWARDZERO);
    fastctx_resume(plain, NULL);

    fesetround(FE_TONEAREST);
    fastctx_init(&there, stacks[0], sizeof stacks[0], switch_back, NULL, &here);
    fastctx_switch_fp(&here, &there, NULL);
    CHECK(fegetround() == FE_TONEAREST, "and the caller's");
    fastctx_switch_fp(&here, &there, NULL);
    CHECK(fegetround() == FE_TONEAREST, "also when the other context ends");
    return check_done();
}
