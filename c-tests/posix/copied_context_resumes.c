/* A ucontext_t may be copied with memcpy, and the copy resumed. */
#include "../context.h"

static ucontext_t main_context, other, copy;
static char stack[STACK_SIZE];
static int ran;

static void body(int value) {
    ran += value;
    swapcontext(&other, &main_context);
    ran += value;
    swapcontext(&other, &main_context);
}

int main(void) {
    START(&other, stack, NULL, body, 1, 5);
    memcpy(&copy, &other, sizeof copy);
    swapcontext(&main_context, &copy);
    CHECK(ran == 5, "the copy of a made context ran: %d", ran);
    memcpy(&copy, &other, sizeof copy);
    swapcontext(&main_context, &copy);
    CHECK(ran == 10, "the copy of a suspended context went on: %d", ran);
    return check_done();
}
