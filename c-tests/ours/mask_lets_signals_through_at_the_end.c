/*
 * A signal that the resumed context's mask lets through is delivered on that
 * context's stack, when all of it has been restored: the handler may save into
 * the structure that is being resumed and go on from there later. (glibc sets
 * the mask first, on the old stack: there the same handler destroys the
 * context.)
 */
#include "../context.h"
#include "../mask.h"

static ucontext_t main_context, other;
static char stack[STACK_SIZE];
static volatile int delivered, on_new_stack, arrived, returned_zero;

static void handler(int signal) {
    char here;
    (void)signal;
    delivered++;
    on_new_stack += &here >= stack && &here < stack + STACK_SIZE;
    swapcontext(&other, &main_context); /* into what was being resumed */
}

static void body(long a, long b, long c, long d, long e, long f) {
    arrived += a == 1 && b == 2 && c == 3 && d == 4 && e == 5 && f == 6;
    returned_zero += swapcontext(&other, &main_context) == 0;
    setcontext(&main_context);
}

int main(void) {
    signal(SIGUSR1, handler);
    START(&other, stack, NULL, body, 6, 1L, 2L, 3L, 4L, 5L, 6L);
    set_kernel_mask(bit(SIGUSR1));
    raise(SIGUSR1);
    swapcontext(&main_context, &other);
    CHECK(delivered == 1 && on_new_stack == 1,
          "delivered before a new context, on its stack: %d %d", delivered, on_new_stack);
    CHECK(!arrived, "whose function has not begun");
    swapcontext(&main_context, &other);
    CHECK(arrived == 1, "it begins with its arguments when the handler is done");

    raise(SIGUSR1);
    swapcontext(&main_context, &other);
    CHECK(delivered == 2 && on_new_stack == 2, "and before one that was suspended: %d %d",
          delivered, on_new_stack);
    CHECK(!returned_zero, "whose swapcontext has not returned");
    volatile int again = 0;
    getcontext(&main_context);
    if (!again) {
        again = 1;
        setcontext(&other);
    }
    CHECK(returned_zero == 1, "it returns 0 when the handler is done");
    CHECK(kernel_mask() == bit(SIGUSR1), "our mask is our own: %#llx",
          (unsigned long long)kernel_mask());
    return check_done();
}
