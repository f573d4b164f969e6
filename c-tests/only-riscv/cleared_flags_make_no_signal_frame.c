/*
 * The kernel has no mark for its signal frames: uc_flags are zero there and, as in
 * every thread, the thread pointer is not. A context that was saved over whatever there
 * was, and whose uc_flags and uc_link a program cleared, is none.
 */
#include "../context.h"
#include "arch.h"

static ucontext_t here, other;
static char stack[STACK_SIZE];

static void *global_pointer(void) {
    void *gp;
    __asm__ volatile("mv %0, gp" : "=r"(gp));
    return gp;
}

static void clear(ucontext_t *context) {
    CONTEXT_WORD(context, UC_FLAGS) = 0;
    CONTEXT_WORD(context, UC_LINK) = 0;
    sigemptyset(&context->uc_sigmask);
}

static void body(void) {
    clear(&here);
    setcontext(&here);
}

int main(void) {
    volatile int times = 0;
    void *const gp = global_pointer();
    memset(&here, 0x5a, sizeof here);
    getcontext(&here);
    if (times++ == 0) {
        clear(&here);
        setcontext(&here);
    }
    CHECK(times == 2 && global_pointer() == gp, "one of getcontext's is resumed: %d", times);

    START(&other, stack, NULL, body, 0);
    memset(&here, 0x5a, sizeof here);
    CHECK(swapcontext(&here, &other) == 0 && global_pointer() == gp, "and one of swapcontext's");

    START(&other, stack, NULL, body, 0);
    memset((char *)&other + UC_GP, 0x5a, UC_S0 - UC_GP);
    on_stack(&other, stack, sizeof stack, NULL);
    memset((char *)&other + UC_GP, 0x5a, UC_S0 - UC_GP);
    makecontext(&other, body, 0);
    clear(&other);
    CHECK(swapcontext(&here, &other) == 0 && global_pointer() == gp, "and one of makecontext's");
    return check_done();
}
