/*
 * FPC holds control and exception flags. A switch between contexts whose control
 * differs changes that alone; with FASTCTX_FPENV=full the flags go with the context.
 */
#include "../context.h"
#include "arch.h"
#include <fastctx.h>
#include <fenv.h>

static ucontext_t main_context, other;
static fastctx_t here, there;
static char stack[STACK_SIZE], native_stack[STACK_SIZE];
static int raised, native_raised;
static volatile double one = 1, zero, sink;

static void body(void) {
    raised = fetestexcept(FE_DIVBYZERO);
    sink = zero / zero;
}
static void *native_body(void *argument, void *value) {
    (void)argument;
    native_raised = fetestexcept(FE_DIVBYZERO);
    sink = zero / zero;
    fastctx_switch_fp(&there, &here, value);
    return NULL;
}

int main(void) {
    const char *option = getenv("FASTCTX_FPENV");
    const int full = option && !strcmp(option, "full");
    feclearexcept(FE_ALL_EXCEPT);
    fesetround(FE_UPWARD);
    START(&other, stack, &main_context, body, 0);
    fesetround(FE_TONEAREST);
    sink = one / zero;
    swapcontext(&main_context, &other);
    CHECK((raised == 0) == full, "a flag that was raised before is there: %d", raised != 0);
    CHECK((fetestexcept(FE_INVALID) == 0) == full,
          "and one that the other context raised afterwards");
    CHECK(fetestexcept(FE_DIVBYZERO), "with the first one");
    CHECK(fegetround() == FE_TONEAREST, "the rounding mode is this context's");

    feclearexcept(FE_ALL_EXCEPT);
    fastctx_init(&there, native_stack, sizeof native_stack, native_body, NULL, NULL);
    fesetround(FE_UPWARD);
    sink = one / zero;
    fastctx_switch_fp(&here, &there, NULL);
    CHECK(native_raised && fetestexcept(FE_INVALID) && fetestexcept(FE_DIVBYZERO),
          "fastctx_switch_fp leaves the flags to the thread");
    CHECK(fegetround() == FE_UPWARD, "and the rounding mode is this context's");
    return check_done();
}
