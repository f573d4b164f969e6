/* A pending signal is delivered when the resumed context does not block it. */
#include "../context.h"
#include "../mask.h"

static ucontext_t main_context, other;
static char stack[STACK_SIZE];
static volatile int delivered, delivered_at_start;

static void handler(int signal) { delivered = signal; }
static void body(void) {
    delivered_at_start = delivered;
    swapcontext(&other, &main_context);
}

int main(void) {
    signal(SIGUSR1, handler);
    START(&other, stack, NULL, body, 0);
    set_kernel_mask(bit(SIGUSR1));
    raise(SIGUSR1);
    CHECK(!delivered, "blocked here");
    swapcontext(&main_context, &other);
    CHECK(delivered_at_start == SIGUSR1, "delivered before the other context ran: %d",
          delivered_at_start);
    CHECK(kernel_mask() == bit(SIGUSR1), "and blocked here again");
    return check_done();
}
