/*
 * A context that blocks fewer signals than whoever resumes it starts, gets its
 * arguments, and returns to its link, which blocks them again.
 */
#include "../context.h"
#include "../mask.h"

static ucontext_t main_context, other;
static char stack[STACK_SIZE];
static int got[6], blocked = -1;

static void body(int a, int b, int c, int d, int e, int f) {
    const int all[6] = {a, b, c, d, e, f};
    memcpy(got, all, sizeof got);
    blocked = (kernel_mask() & bit(SIGUSR2)) != 0;
}

int main(void) {
    set_kernel_mask(0);
    START(&other, stack, &main_context, body, 6, 11, 12, 13, 14, 15, 16);
    set_kernel_mask(bit(SIGUSR2));
    CHECK(swapcontext(&main_context, &other) == 0, "back by the link");
    CHECK(blocked == 0, "the context let the signal through: %d", blocked);
    CHECK(kernel_mask() == bit(SIGUSR2), "its link blocks it again");
    for (int i = 0; i < 6; i++)
        CHECK(got[i] == 11 + i, "argument %d: %d", i, got[i]);
    return check_done();
}
