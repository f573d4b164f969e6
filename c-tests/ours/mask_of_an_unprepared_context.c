/* A context that getcontext never saw begins with the uc_sigmask it was given. */
#include "../context.h"
#include "../mask.h"

static ucontext_t main_context, other;
static char stack[STACK_SIZE];
static uint64_t seen;

static void body(void) { seen = kernel_mask(); }

int main(void) {
    other.uc_stack.ss_sp = stack;
    other.uc_stack.ss_size = sizeof stack;
    other.uc_link = &main_context;
    sigaddset(&other.uc_sigmask, SIGUSR1);
    makecontext(&other, body, 0);
    swapcontext(&main_context, &other);
    CHECK(seen == bit(SIGUSR1), "the mask is uc_sigmask: %#llx", (unsigned long long)seen);
    CHECK(kernel_mask() == 0, "and here it is ours: %#llx", (unsigned long long)kernel_mask());
    return check_done();
}
