/* A made context begins with a null frame pointer: walks of the stack end there. */
#include "../context.h"

static ucontext_t context;
static char stack[STACK_SIZE];
static void body(void) {}

int main(void) {
#if defined(__x86_64__)
    greg_t *frame_pointer = &context.uc_mcontext.gregs[REG_RBP];
#elif defined(__aarch64__)
    __typeof__(context.uc_mcontext.regs[0]) *frame_pointer = &context.uc_mcontext.regs[29];
#endif
    on_stack(&context, stack, sizeof stack, NULL);
    *frame_pointer = 12345;
    makecontext(&context, body, 0);
    CHECK(*frame_pointer == 0, "the frame pointer is null: %lu", (unsigned long)*frame_pointer);
    return check_done();
}
