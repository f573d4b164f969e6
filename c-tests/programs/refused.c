/* refused.c: a makecontext that cannot be honoured. */
#include <stddef.h>
#include <ucontext.h>

static ucontext_t context;
static void body(void) {}

int main(void) {
    getcontext(&context);
    context.uc_stack.ss_sp = NULL;
    makecontext(&context, body, 0);
    return 0;
}
