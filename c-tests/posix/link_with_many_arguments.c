/* Stack arguments of every number leave the way back to uc_link intact. */
#include "../context.h"

static ucontext_t main_context, other;
static char stack[STACK_SIZE];
static int ran;

static void body(void) { ran++; }

int main(void) {
    for (int count = 0; count < 20; count++) {
        START(&other, stack, &main_context, body, count, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12,
              13, 14, 15, 16, 17, 18, 19);
        CHECK(swapcontext(&main_context, &other) == 0, "back from a context of %d arguments",
              count);
        CHECK(ran == count + 1, "it ran");
    }
    return check_done();
}
