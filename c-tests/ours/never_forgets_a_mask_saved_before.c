/*
 * A context that once was saved with a mask and then, under
 * FASTCTX_SIGMASK_NEVER, without one, carries none: the old mask is not set.
 */
#include "../context.h"
#include "../mask.h"
#include <fastctx.h>

static ucontext_t main_context, other;
static char stack[STACK_SIZE];

static void body(void) {
    fastctx_set_sigmask_policy(FASTCTX_SIGMASK_ALWAYS);
    set_kernel_mask(bit(SIGUSR2));
    setcontext(&main_context);
}

int main(void) {
    fastctx_set_sigmask_policy(FASTCTX_SIGMASK_ALWAYS);
    set_kernel_mask(bit(SIGUSR1));
    getcontext(&main_context);
    set_kernel_mask(0);
    fastctx_set_sigmask_policy(FASTCTX_SIGMASK_NEVER);
    START(&other, stack, NULL, body, 0);
    swapcontext(&main_context, &other);
    CHECK(kernel_mask() == bit(SIGUSR2), "the mask of the thread stays: %#llx",
          (unsigned long long)kernel_mask());
    return check_done();
}
