/*
 * Each context has a signal mask: swapcontext saves one and sets the other,
 * setcontext sets, getcontext saves, a made context begins with uc_sigmask, and
 * the end of a context restores that of its link. Signals beyond the
 * first 32 take part. (The last two are not the program's own under qemu-user.)
 */
#include "../context.h"
#include "../mask.h"

static ucontext_t main_context, other, linked, here;
static char stack[STACK_SIZE], linked_stack[STACK_SIZE];
static uint64_t at_start, after_swap, in_link, result_mask;

static void body(void) {
    at_start = kernel_mask();
    set_kernel_mask(bit(SIGUSR2) | bit(50));
    swapcontext(&other, &main_context);
    after_swap = kernel_mask();
    set_kernel_mask(bit(SIGHUP));
}

static void linked_body(void) {
    in_link = kernel_mask();
    setcontext(&main_context);
}

int main(void) {
    set_kernel_mask(bit(SIGUSR1));
    START(&linked, linked_stack, NULL, linked_body, 0);
    sigemptyset(&linked.uc_sigmask);
    sigaddset(&linked.uc_sigmask, SIGWINCH);
    START(&other, stack, &linked, body, 0);
    CHECK(of_set(&other.uc_sigmask) == bit(SIGUSR1), "getcontext saves the mask: %#llx",
          (unsigned long long)of_set(&other.uc_sigmask));
    sigaddset(&other.uc_sigmask, SIGTERM);
    sigaddset(&other.uc_sigmask, 40);

    swapcontext(&main_context, &other);
    result_mask = kernel_mask();
    CHECK(at_start == (bit(SIGUSR1) | bit(SIGTERM) | bit(40)),
          "a made context begins with its own: %#llx", (unsigned long long)at_start);
    CHECK(result_mask == bit(SIGUSR1), "swapcontext brought ours back: %#llx",
          (unsigned long long)result_mask);
    CHECK(of_set(&other.uc_sigmask) == (bit(SIGUSR2) | bit(50)), "and saved the other's: %#llx",
          (unsigned long long)of_set(&other.uc_sigmask));

    set_kernel_mask(bit(SIGCHLD));
    swapcontext(&main_context, &other);
    result_mask = kernel_mask();
    CHECK(after_swap == (bit(SIGUSR2) | bit(50)), "the other context goes on with its own: %#llx",
          (unsigned long long)after_swap);
    CHECK(in_link == bit(SIGWINCH), "the linked context resumes with its own: %#llx",
          (unsigned long long)in_link);
    CHECK(result_mask == bit(SIGCHLD), "setcontext brought ours back: %#llx",
          (unsigned long long)result_mask);

    volatile int again = 0;
    set_kernel_mask(bit(SIGUSR1) | bit(SIGALRM));
    getcontext(&here);
    if (!again) {
        again = 1;
        set_kernel_mask(0);
        sigdelset(&here.uc_sigmask, SIGUSR1);
        setcontext(&here);
    }
    CHECK(kernel_mask() == bit(SIGALRM), "setcontext sets uc_sigmask as it stands: %#llx",
          (unsigned long long)kernel_mask());
    return check_done();
}
