/*
 * makecontext on a ucontext_t that getcontext never saw (all zero, as some
 * programs have it) takes the caller's FP control: a zero MXCSR would unmask
 * every exception.
 */
#include "../context.h"

static ucontext_t main_context, other;
static char stack[STACK_SIZE];
static volatile double zero, quotient;
static volatile long double two = 2, sum;

static void body(void) {
    quotient = 1.0 / zero;
    sum = two + 1.75L; /* on x86 in the x87 unit */
}

int main(void) {
    other.uc_stack.ss_sp = stack;
    other.uc_stack.ss_size = sizeof stack;
    other.uc_link = &main_context;
    makecontext(&other, body, 0);
    CHECK(swapcontext(&main_context, &other) == 0, "it runs");
    CHECK(quotient > 1e300, "and a division by zero is not trapped");
    CHECK(sum == 3.75L, "and long double arithmetic works: %Lg", sum);
    return check_done();
}
