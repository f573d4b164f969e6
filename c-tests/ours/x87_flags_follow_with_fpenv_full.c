/*
 * glibc keeps the exception flags with the context; we do under
 * FASTCTX_FPENV=full, and leave them with the thread otherwise.
 */
#include "../context.h"
#include "../fpflags.h"

static ucontext_t main_context, other;
static char stack[STACK_SIZE];
static int at_start, later;

static void body(void) {
    at_start = flags();
    divide();
    swapcontext(&other, &main_context);
    later = flags();
    swapcontext(&other, &main_context);
}

int main(void) {
    const char *mode = getenv("FASTCTX_FPENV");
    int full = mode && strcmp(mode, "full") == 0;
    feclearexcept(FE_ALL_EXCEPT);
    START(&other, stack, NULL, body, 0);
    swapcontext(&main_context, &other);
    CHECK(!at_start, "a made context begins with no flag");
    CHECK((flags() != 0) == !full, full ? "its flag is not ours" : "its flag is the thread's");
    feclearexcept(FE_ALL_EXCEPT);
    swapcontext(&main_context, &other);
    CHECK((later != 0) == full, full ? "it finds its flag again" : "we cleared the thread's flag");
    return check_done();
}
