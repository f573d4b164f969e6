/*
 * The rounding mode, and on x86 the control words of both units whole, are
 * saved and restored with the context: by swapcontext, by setcontext, and for
 * a made context those of the getcontext before it.
 */
#include "../context.h"
#include "arch.h"
#include <fenv.h>

#ifndef HAS_FP_CONTROL
int main(void) { SKIP_ALL("there is no FP control here"); }
#else
static ucontext_t main_context, other;
static char stack[STACK_SIZE];
static int seen[2];

static int same(struct fp_control a, struct fp_control b) { return !memcmp(&a, &b, sizeof a); }

static struct fp_control at_start, after_swap;

static void body(void) {
    at_start = get_fp_control();
    seen[0] = fegetround();
    set_fp_control(odd_fp_control[1]);
    swapcontext(&other, &main_context);
    after_swap = get_fp_control();
    fesetround(FE_UPWARD);
    swapcontext(&other, &main_context);
}

int main(void) {
    struct fp_control usual = get_fp_control();
    set_fp_control(odd_fp_control[0]);
    START(&other, stack, NULL, body, 0);
    set_fp_control(usual);
    swapcontext(&main_context, &other);
    CHECK(same(get_fp_control(), usual), "swapcontext brings our control words back");
    CHECK(same(at_start, odd_fp_control[0]), "a made context begins with those of its getcontext");
    swapcontext(&main_context, &other);
    CHECK(same(after_swap, odd_fp_control[1]), "the other context kept its own");
    CHECK(fegetround() == FE_TONEAREST, "our rounding mode is our own");

    volatile int again = 0;
    fesetround(FE_DOWNWARD);
    getcontext(&main_context);
    if (!again) {
        again = 1;
        fesetround(FE_UPWARD);
        setcontext(&main_context);
    }
    CHECK(fegetround() == FE_DOWNWARD, "setcontext brings back that of getcontext");
    fesetround(FE_TONEAREST);
    return check_done();
}
#endif
