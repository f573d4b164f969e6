/* A made context begins with a null frame pointer: walks of the stack end there. */
#include "../context.h"
#include "arch.h"

static ucontext_t context;
static char stack[STACK_SIZE];
static void body(void) {}

int main(void) {
#ifndef HAS_FRAME_POINTERS
    (void)context, (void)stack, (void)body;
    SKIP_ALL("no register is the frame pointer here");
#else
    on_stack(&context, stack, sizeof stack, NULL);
    CONTEXT_FP(&context) = 12345;
    makecontext(&context, body, 0);
    CHECK(CONTEXT_FP(&context) == 0, "the frame pointer is null: %lu",
          (unsigned long)CONTEXT_FP(&context));
    return check_done();
#endif
}
