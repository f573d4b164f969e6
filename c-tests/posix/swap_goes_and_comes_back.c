/* swapcontext resumes the other context where it left, and returns 0. */
#include "../context.h"

static ucontext_t main_context, other;
static char stack[STACK_SIZE];
static int trace[8], steps;

static void body(void) {
    trace[steps++] = 1;
    int result = swapcontext(&other, &main_context);
    trace[steps++] = 10 + result;
    result = swapcontext(&other, &main_context);
    trace[steps++] = 20 + result;
    swapcontext(&other, &main_context);
}

int main(void) {
    START(&other, stack, NULL, body, 0);
    for (int i = 0; i < 3; i++)
        CHECK(swapcontext(&main_context, &other) == 0, "swapcontext returns 0, time %d", i);
    CHECK(steps == 3, "the other context ran three times: %d", steps);
    CHECK(trace[0] == 1 && trace[1] == 10 && trace[2] == 20, "its swapcontext returned 0: %d %d %d",
          trace[0], trace[1], trace[2]);
    return check_done();
}
