/* POSIX has makecontext pass ints; negative ones arrive as they were. */
#include "../context.h"
#include <limits.h>

static ucontext_t main_context, other;
static char stack[STACK_SIZE];
static int got[8];

static void body(int a, int b, int c, int d, int e, int f, int g, int h) {
    int all[8] = {a, b, c, d, e, f, g, h};
    memcpy(got, all, sizeof got);
    swapcontext(&other, &main_context);
}

int main(void) {
    static const int want[8] = {-1, INT_MIN, INT_MAX, 0, -2, 3, -70000, 70000};
    START(&other, stack, NULL, body, 8, want[0], want[1], want[2], want[3], want[4], want[5],
          want[6], want[7]);
    swapcontext(&main_context, &other);
    for (int i = 0; i < 8; i++)
        CHECK(got[i] == want[i], "argument %d is %d: %d", i, want[i], got[i]);
    return check_done();
}
