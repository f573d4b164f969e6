/* A context without a link ends the program as exit(0) does, with atexit handlers. */
#include "../context.h"

static ucontext_t main_context, other;
static char stack[4096] __attribute__((aligned(16)));
static int has_run;

static void at_the_end(void) {
    CHECK(has_run, "the atexit handlers run when the context has ended");
    check_done();
}

static void runs(void) { has_run = 1; }

int main(void) {
    atexit(at_the_end);
    START(&other, stack, NULL, runs, 0);
    swapcontext(&main_context, &other);
    printf("Bail out! the context came back\n");
    return 1;
}
