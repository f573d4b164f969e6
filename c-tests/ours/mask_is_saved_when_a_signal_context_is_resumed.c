/*
 * swapcontext to a context that the kernel delivered to a signal handler saves
 * the caller's mask as any other swapcontext, and gets it back.
 */
#include "../context.h"
#include "../mask.h"

static ucontext_t main_context, task_context, *delivered;
static char stack[STACK_SIZE];
static uint64_t in_task;

static void handler(int signal, siginfo_t *info, void *context) {
    (void)signal, (void)info;
    delivered = context;
    setcontext(&main_context);
}

static void task(void) {
    raise(SIGUSR1);
    in_task = kernel_mask();
    set_kernel_mask(bit(SIGWINCH));
    setcontext(&main_context);
}

int main(void) {
    struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};
    sigaction(SIGUSR1, &action, NULL);
    set_kernel_mask(bit(SIGUSR2));
    START(&task_context, stack, NULL, task, 0);
    swapcontext(&main_context, &task_context);
    REQUIRE(delivered, "a context was delivered");
    set_kernel_mask(bit(SIGHUP));
    swapcontext(&main_context, delivered);
    CHECK(in_task == bit(SIGUSR2), "the interrupted mask came back: %#llx",
          (unsigned long long)in_task);
    CHECK(kernel_mask() == bit(SIGHUP), "and then ours: %#llx", (unsigned long long)kernel_mask());
    return check_done();
}
