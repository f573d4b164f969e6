/*
 * Programs may clear uc_flags, which glibc does not look at: the context is
 * resumed all the same, with its registers, and nothing else is believed of it.
 */
#include "../context.h"
#include "../mask.h"

static ucontext_t main_context, other;
static char stack[STACK_SIZE];
static int sum;
static uint64_t seen;

static void body(int a, int b) {
    for (;;) {
        sum += a * b;
        seen = kernel_mask();
        swapcontext(&other, &main_context);
    }
}

int main(void) {
    set_kernel_mask(bit(SIGUSR1));
    for (int i = 0; i < 2; i++) {
        if (i == 0)
            START(&other, stack, NULL, body, 2, 6, 7);
        *(unsigned long *)&other = 0; /* uc_flags or __uc_flags */
        sigemptyset(&other.uc_sigmask);
        sigaddset(&other.uc_sigmask, SIGUSR2);
        CHECK(swapcontext(&main_context, &other) == 0, "resumed, time %d", i);
        CHECK(sum == 42 * (i + 1), "with its registers: %d", sum);
        const char *policy = getenv("FASTCTX_SIGMASK");
        uint64_t want = policy && !strcmp(policy, "never") ? bit(SIGUSR1) : bit(SIGUSR2);
        CHECK(seen == want, "and the mask of the policy: %#llx", (unsigned long long)seen);
    }
    return check_done();
}
