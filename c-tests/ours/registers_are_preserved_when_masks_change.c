/*
 * Where each of two contexts blocks a signal that the other does not, every switch sets
 * a mask as its last step. The callee-saved registers and FP control words are
 * preserved all the same, by name.
 */
#include "../mask.h"
#include "../registers.h"

static ucontext_t main_context, other;
static char stack[STACK_SIZE];
static uint64_t got[REGISTER_COUNT + 1], theirs[REGISTER_COUNT];

static void body(void) {
    for (;;)
        call_with_registers((void *)swapcontext, &other, &main_context, patterns[1], theirs);
}

int main(void) {
    on_stack(&other, stack, sizeof stack, NULL);
    makecontext(&other, body, 0);
    sigaddset(&other.uc_sigmask, SIGUSR2);
    set_kernel_mask(bit(SIGUSR1));
    for (int i = 0; i < 3; i++) {
        memset(got, 0, sizeof got);
        memset(theirs, 0, sizeof theirs);
        call_with_registers((void *)swapcontext, &main_context, &other, patterns[0], got);
        check_registers("swapcontext", patterns[0], got);
        if (i > 0)
            check_registers("swapcontext of the other context", patterns[1], theirs);
    }
    set_kernel_mask(bit(SIGHUP)); /* which setcontext lets through again */
    memset(got, 0, sizeof got);
    return_twice((void *)getcontext, (void *)setcontext, &main_context, patterns, got);
    check_registers("getcontext, returning again by setcontext,", patterns[0], got);
    return check_done();
}
