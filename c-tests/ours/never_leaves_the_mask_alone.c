/*
 * Under FASTCTX_SIGMASK_NEVER no call reads or sets the signal mask; a context
 * saved under it carries none, whatever the policy when it is resumed.
 */
#include "../context.h"
#include "../mask.h"
#include <errno.h>
#include <fastctx.h>

static ucontext_t main_context, other;
static char stack[STACK_SIZE];
static uint64_t seen;

static void body(void) {
    for (;;) {
        seen = kernel_mask();
        set_kernel_mask(bit(SIGUSR2));
        swapcontext(&other, &main_context);
    }
}

int main(void) {
    int at_load = fastctx_sigmask_policy();
    CHECK(at_load == FASTCTX_SIGMASK_ALWAYS || at_load == FASTCTX_SIGMASK_NEVER ||
              at_load == FASTCTX_SIGMASK_AUTO,
          "there is a policy: %d", at_load);
    CHECK(fastctx_set_sigmask_policy(0) == -EINVAL && fastctx_set_sigmask_policy(-1) == -EINVAL &&
              fastctx_set_sigmask_policy(99) == -EINVAL,
          "a policy that does not exist is -EINVAL");
    CHECK(fastctx_sigmask_policy() == at_load, "and changes nothing");

    CHECK(fastctx_set_sigmask_policy(FASTCTX_SIGMASK_NEVER) == 0, "never is a policy");
    CHECK(fastctx_sigmask_policy() == FASTCTX_SIGMASK_NEVER, "now it is in force");
    memset(&other, 0xff, sizeof other); /* a mask that nobody stored */
    set_kernel_mask(bit(SIGUSR1));
    START(&other, stack, NULL, body, 0);
    swapcontext(&main_context, &other);
    CHECK(seen == bit(SIGUSR1), "a made context sees the thread's mask: %#llx",
          (unsigned long long)seen);
    CHECK(kernel_mask() == bit(SIGUSR2), "and what it set stays: %#llx",
          (unsigned long long)kernel_mask());

    CHECK(fastctx_set_sigmask_policy(FASTCTX_SIGMASK_ALWAYS) == 0, "always is a policy");
    set_kernel_mask(bit(SIGHUP));
    swapcontext(&main_context, &other);
    CHECK(seen == bit(SIGHUP), "a context saved without a mask sets none: %#llx",
          (unsigned long long)seen);
    CHECK(kernel_mask() == bit(SIGHUP), "but now ours was saved: %#llx",
          (unsigned long long)kernel_mask());
    swapcontext(&main_context, &other);
    CHECK(seen == bit(SIGUSR2), "and so was the other's: %#llx", (unsigned long long)seen);
    return check_done();
}
