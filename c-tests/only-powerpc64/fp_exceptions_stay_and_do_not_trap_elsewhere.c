/*
 * FPSCR has FP control and the exceptions that were raised in one register. A switch
 * between contexts with different rounding leaves the exceptions with the thread; one
 * to a context that enables an exception that was raised elsewhere clears them, for
 * it would trap there.
 */
#include "../context.h"
#include <fastctx.h>
#include <fenv.h>
#include <signal.h>
#include <unistd.h>

static ucontext_t main_context, other;
static fastctx_t here, there;
static char stack[STACK_SIZE], native_stack[STACK_SIZE];
static volatile double zero, sink;
static volatile int trapping;

static void trapped(int signal) {
    (void)signal;
    static const char text[] = "not ok - it trapped\n";
    if (write(1, text, sizeof text - 1) > 0)
        _exit(1);
}

static void body(void) {
    fesetround(FE_UPWARD);
    for (;;) {
        swapcontext(&other, &main_context);
        if (trapping)
            feenableexcept(FE_DIVBYZERO);
    }
}

static void *native_body(void *arg, void *value) {
    fesetround(FE_UPWARD);
    while (!arg) {
        value = fastctx_switch_fp(&there, &here, value);
        if (trapping)
            feenableexcept(FE_DIVBYZERO);
    }
    return value;
}

static void to_other(void) { swapcontext(&main_context, &other); }
static void to_native(void) { fastctx_switch_fp(&here, &there, NULL); }

static void check(const char *name, void (*go)(void)) {
    trapping = 0;
    go();
    feclearexcept(FE_ALL_EXCEPT);
    sink = 1.0 / zero;
    go();
    CHECK(fetestexcept(FE_DIVBYZERO), "%s: an exception is still the thread's", name);
    CHECK(fegetround() == FE_TONEAREST, "%s: and the rounding its own", name);
    feclearexcept(FE_ALL_EXCEPT);
    trapping = 1;
    go(); /* it enables the exception from here on */
    CHECK(!fegetexcept(), "%s: ours is not enabled", name);
    sink = 1.0 / zero;
    go();
    CHECK(!fetestexcept(FE_DIVBYZERO), "%s: where it is enabled it was not raised", name);
}

int main(void) {
    const char *mode = getenv("FASTCTX_FPENV");
    if (mode && strcmp(mode, "full") == 0)
        SKIP_ALL("with the full environment exceptions go with the context");
    signal(SIGFPE, trapped);
    START(&other, stack, NULL, body, 0);
    check("swapcontext", to_other);
    fastctx_init(&there, native_stack, sizeof native_stack, native_body, NULL, NULL);
    check("fastctx_switch_fp", to_native);
    return check_done();
}
