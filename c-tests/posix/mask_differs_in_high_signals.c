/*
 * Masks that differ in signals above 32 alone are different masks: to swapcontext, to
 * setcontext and at the end of a context, where the thread's mask has the low ones
 * already.
 */
#include "../context.h"
#include "../mask.h"

static ucontext_t main_context, other;
static char stack[STACK_SIZE];
static uint64_t inside;
static int how;

static void body(void) {
    inside = kernel_mask();
    if (how == 0)
        swapcontext(&other, &main_context);
    if (how == 1)
        setcontext(&main_context);
}

static void block(ucontext_t *context, int signal) {
    put_set(&context->uc_sigmask, of_set(&context->uc_sigmask) | bit(signal));
}

int main(void) {
    const volatile uint64_t mine = bit(SIGUSR1) | bit(40);
    for (how = 0; how < 3; how++)
        for (volatile int same = 0; same < 2; same++) {
            set_kernel_mask(bit(SIGUSR1));
            START(&other, stack, &main_context, body, 0);
            block(&other, same ? 40 : 45);
            set_kernel_mask(mine);
            getcontext(&main_context); /* the mask is known */
            swapcontext(&main_context, &other);
            CHECK(inside == (bit(SIGUSR1) | bit(same ? 40 : 45)), "the context has its mask: %#llx",
                  (unsigned long long)inside);
            CHECK(kernel_mask() == mine, "and we have ours again: %#llx",
                  (unsigned long long)kernel_mask());
        }

    set_kernel_mask(mine);
    volatile int again = 0;
    getcontext(&other);
    getcontext(&main_context);
    if (!again++) {
        block(&main_context, 50);
        setcontext(&main_context);
    }
    CHECK(kernel_mask() == (mine | bit(50)), "setcontext adds a high signal: %#llx",
          (unsigned long long)kernel_mask());
    return check_done();
}
