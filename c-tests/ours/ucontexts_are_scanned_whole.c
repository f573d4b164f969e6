/*
 * fastctx_scan_ucontext() visits all that a ucontext_t may use again: every register
 * that a call preserves, its variables, arguments of makecontext; of one that the kernel
 * gave to a handler the red zone too.
 */
#include "../scan.h"
#include <signal.h>

static char stack[64 * 1024] __attribute__((aligned(64)));
static uint64_t got[REGISTER_COUNT + 1];
#define OPAQUE(x) __asm__ volatile("" : : "r"(x) : "memory")

static int scan(const void *ucp) {
    seen.stack = (uintptr_t)stack + sizeof stack;
    return fastctx_scan_ucontext(ucp, stack, sizeof stack, look, &seen);
}

/* ---- ucontext_t ------------------------------------------------------------------ */

static ucontext_t main_context, context;

static void keeps_in_ucontext(void) {
    void *volatile kept = object(2);
    call_with_registers((void *)swapcontext, &context, &main_context, patterns[1], got);
    OPAQUE(kept);
}

static void takes_arguments(void *argument) { (void)argument; }

/* On some architectures the kernel has FP registers elsewhere than swapcontext. */
static int is_general(const char *name) {
    return !strchr("dv", name[0]) && (name[0] != 'f' || name[1] == 'p');
}
static int missing_general(void) {
    int number = 0;
    for (int i = 0; i < NATIVE_REGISTERS; i++)
        number += is_general(saved_registers[i].name) && !seen.registers[i];
    return number;
}

static volatile sig_atomic_t is_handled;
static void handler(int signal, siginfo_t *info, void *ucp) {
    (void)signal, (void)info;
    look_for(patterns[1], object(3));
    is_handled = scan(ucp) == 0 && seen.found_at && missing_general() == 0 &&
                 seen.low == (uintptr_t)CONTEXT_SP((ucontext_t *)ucp) - RED_ZONE;
}

static void stops(void *signal, void *unused) {
    (void)unused;
    /* What is in registers here is what the handler is given. */
    kill(getpid(), (int)(intptr_t)signal);
}

static void is_interrupted(void) {
    void *volatile kept = object(3);
    call_with_registers((void *)stops, (void *)(intptr_t)SIGUSR1, NULL, patterns[1], got);
    OPAQUE(kept);
}

static void make(void (*function)(void)) {
    getcontext(&context);
    context.uc_link = &main_context;
    context.uc_stack.ss_sp = stack;
    context.uc_stack.ss_size = sizeof stack;
    makecontext(&context, function, 0);
}

int main(void) {
    make(keeps_in_ucontext);
    swapcontext(&main_context, &context);
    look_for(patterns[1], object(2));
    CHECK(scan(&context) == 0, "swapcontext: one that waits is scanned");
    CHECK_REGISTERS("swapcontext");
    CHECK(seen.found_at, "swapcontext: and its variable");
    CHECK(seen.low == (uintptr_t)CONTEXT_SP(&context) - RED_ZONE, "swapcontext: from there on");
    look_for(patterns[1], NULL);
    CHECK(fastctx_scan_ucontext(&context, NULL, 0, look, &seen) == 0 && seen.low == 0,
          "swapcontext: without a stack nothing of that");
    CHECK_REGISTERS("swapcontext");
    swapcontext(&main_context, &context);

    getcontext(&context);
    context.uc_stack.ss_sp = stack;
    context.uc_stack.ss_size = sizeof stack;
    makecontext(&context, (void (*)(void))takes_arguments, 1, object(0));
    look_for(patterns[1], object(0));
    CHECK(scan(&context) == 0 && seen.found_at, "makecontext: an argument is found");

    char other[1];
    CHECK(fastctx_scan_ucontext(NULL, other, 1, look, &seen) == -EINVAL, "no context");
    CHECK(fastctx_scan_ucontext(&context, other, 1, NULL, &seen) == -EINVAL, "nothing to call");
    CHECK(fastctx_scan_ucontext(&context, other, 1, look, &seen) == -EFAULT, "another stack");

    stack_t alternate = {.ss_sp = malloc(65536), .ss_size = 65536};
    struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_ONSTACK | SA_SIGINFO};
    sigaltstack(&alternate, NULL);
    sigaction(SIGUSR1, &action, NULL);
    make(is_interrupted);
    swapcontext(&main_context, &context);
    CHECK(is_handled,
          "a context from the kernel has registers, variables, the red zone (%d missing)",
          missing_general());
    return check_done();
}
