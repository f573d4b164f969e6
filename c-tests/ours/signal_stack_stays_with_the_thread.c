/*
 * A delivered context remembers the alternate signal stack of the thread it
 * was delivered to. Resuming it, here or on another thread, sets neither that
 * nor anything else: the thread's own stays. Its mask is restored.
 */
#include "../context.h"
#include "../mask.h"
#include <pthread.h>

static ucontext_t *delivered, resumer[2];
static char stack[STACK_SIZE], other_stack[STACK_SIZE], signal_stacks[2][STACK_SIZE];
static volatile int resumed;
static __thread ucontext_t *back_to;
static uint64_t mask_after;

static __attribute__((noinline)) ucontext_t *way_back(void) {
    __asm__ volatile("");
    return back_to;
}

static void handler(int signal, siginfo_t *info, void *context) {
    (void)signal, (void)info;
    delivered = context;
    setcontext(way_back());
}

static void task(void) {
    raise(SIGUSR1);
    mask_after = kernel_mask();
    resumed = 1;
    setcontext(way_back());
}

static void use_signal_stack(int i) {
    stack_t own = {.ss_sp = signal_stacks[i], .ss_size = STACK_SIZE};
    sigaltstack(&own, NULL);
}

static void *other_thread(void *unused) {
    (void)unused;
    stack_t now;
    use_signal_stack(1);
    back_to = &resumer[1];
    swapcontext(&resumer[1], delivered);
    sigaltstack(NULL, &now);
    return now.ss_sp;
}

int main(void) {
    struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};
    static ucontext_t context;
    pthread_t thread;
    void *signal_stack_after;
    stack_t now;
    (void)other_stack;
    sigaction(SIGUSR1, &action, NULL);
    use_signal_stack(0);
    back_to = &resumer[0];
    set_kernel_mask(bit(SIGUSR2));
    START(&context, stack, NULL, task, 0);
    set_kernel_mask(0);
    swapcontext(&resumer[0], &context);
    REQUIRE(delivered && !resumed, "a context was delivered");
    sigaltstack(NULL, &now);
    CHECK(now.ss_sp == signal_stacks[0], "this thread's signal stack is its own");
    pthread_create(&thread, NULL, other_thread, NULL);
    pthread_join(thread, &signal_stack_after);
    CHECK(resumed, "the context went on in the other thread");
    CHECK(signal_stack_after == signal_stacks[1], "whose signal stack is still its own");
    uint64_t want = bit(SIGUSR2);
    const char *policy = getenv("FASTCTX_SIGMASK");
    if (policy && !strcmp(policy, "never"))
        want = 0; /* that of the thread when the signal came */
    CHECK(mask_after == want, "and the interrupted mask came back: %#llx",
          (unsigned long long)mask_after);
    return check_done();
}
