/* A call that succeeds leaves errno as it was. */
#include "../context.h"
#include <errno.h>

static ucontext_t main_context, other;
static char stack[STACK_SIZE];
static int at_start, later;

static void body(void) {
    at_start = errno;
    errno = 456;
    swapcontext(&other, &main_context);
    later = errno;
}

int main(void) {
    volatile int again = 0;
    errno = 123;
    START(&other, stack, &main_context, body, 0);
    CHECK(errno == 123, "by getcontext and makecontext: %d", errno);
    errno = 123;
    swapcontext(&main_context, &other);
    CHECK(at_start == 123, "by swapcontext to a new context: %d", at_start);
    CHECK(errno == 456, "and back, for it belongs to the thread: %d", errno);
    errno = 789;
    swapcontext(&main_context, &other);
    CHECK(later == 789, "to a suspended one: %d", later);
    CHECK(errno == 789, "by the return to uc_link: %d", errno);
    getcontext(&main_context);
    if (!again) {
        again = 1;
        errno = 321;
        setcontext(&main_context);
    }
    CHECK(errno == 321, "by setcontext: %d", errno);
    return check_done();
}
