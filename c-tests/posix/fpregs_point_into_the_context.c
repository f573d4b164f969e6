/*
 * On x86 uc_mcontext.fpregs of a saved context points into that context, where
 * a program finds the control words; in a copy that is saved into, to the copy.
 */
#include "../context.h"
#include "arch.h"

#ifndef CONTEXT_X87_CONTROL
int main(void) { SKIP_ALL("there are no fpregs here"); }
#else
static ucontext_t main_context, other, copy;
static char stack[STACK_SIZE];

static int points_inside(const ucontext_t *context) {
    const char *at = (const char *)context->uc_mcontext.fpregs;
    return at >= (const char *)context && at < (const char *)(context + 1);
}

static void body(void) {
    for (;;)
        swapcontext(&copy, &main_context);
}

int main(void) {
    START(&other, stack, NULL, body, 0);
    CHECK(points_inside(&other), "after getcontext");
    REQUIRE(points_inside(&other), "what follows needs that");
    CHECK((CONTEXT_X87_CONTROL(&other) & 0xffff) == 0x37f, "the x87 control word is there: %#x",
          (unsigned)CONTEXT_X87_CONTROL(&other));
    copy = other; /* fpregs points to the original now */
    swapcontext(&main_context, &other);
    CHECK(points_inside(&main_context), "after swapcontext");
    CHECK(points_inside(&copy), "after swapcontext into a copy");
    return check_done();
}
#endif
