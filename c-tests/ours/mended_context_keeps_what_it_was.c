/*
 * A makecontext that was refused, and repeated with a good stack, leaves the
 * context as getcontext saved it: without a mask, if there was none, and with
 * its own FP control.
 */
#include "../context.h"
#include "../mask.h"
#include <fastctx.h>
#include <fenv.h>

static ucontext_t main_context, other;
static char stack[STACK_SIZE];
static uint64_t seen;
static int rounding;

static void body(void) {
    seen = kernel_mask();
    rounding = fegetround();
}

int main(void) {
    memset(&other, 0xff, sizeof other); /* a mask that nobody stored */
    fastctx_set_sigmask_policy(FASTCTX_SIGMASK_NEVER);
    fesetround(FE_DOWNWARD);
    on_stack(&other, NULL, 0, &main_context);
    fesetround(FE_TONEAREST);
    makecontext(&other, body, 0);
    CHECK(swapcontext(&main_context, &other) == -1, "refused");
    other.uc_stack.ss_sp = stack;
    other.uc_stack.ss_size = sizeof stack;
    makecontext(&other, body, 0);
    fastctx_set_sigmask_policy(FASTCTX_SIGMASK_ALWAYS);
    set_kernel_mask(bit(SIGUSR1));
    CHECK(swapcontext(&main_context, &other) == 0, "mended");
    CHECK(seen == bit(SIGUSR1), "it had no mask and sets none: %#llx", (unsigned long long)seen);
    CHECK(rounding == FE_DOWNWARD, "its FP control is that of getcontext: %d", rounding);
    return check_done();
}
