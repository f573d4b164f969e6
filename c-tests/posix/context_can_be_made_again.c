/* A context that has ended, or not, can be made again on the same stack. */
#include "../context.h"

static ucontext_t main_context, other;
static char stack[STACK_SIZE];
static int sum;

static void body(int value, int finish) {
    sum += value;
    if (!finish)
        swapcontext(&other, &main_context);
}

int main(void) {
    int want = 0;
    for (int i = 0; i < 10; i++) {
        START(&other, stack, &main_context, body, 2, i, i % 2);
        swapcontext(&main_context, &other);
        want += i;
        CHECK(sum == want, "run %d: the sum is %d: %d", i, want, sum);
    }
    /* Without a getcontext in between. */
    makecontext(&other, (void (*)(void))body, 2, 100, 1);
    swapcontext(&main_context, &other);
    CHECK(sum == want + 100, "made again without getcontext: %d", sum);
    return check_done();
}
