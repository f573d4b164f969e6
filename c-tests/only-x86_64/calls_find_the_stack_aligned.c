/*
 * The trap flag stops the program at every single instruction: at each call
 * that the library makes the stack pointer is a multiple of 16.
 */
#include "../context.h"
#include "arch.h"
#include <signal.h>

static ucontext_t main_context, other, unusable;
static char stack[STACK_SIZE], signal_stack[STACK_SIZE];
static volatile int calls, misaligned;

static void step(int signal, siginfo_t *info, void *context) {
    (void)signal, (void)info;
    const unsigned char *pc = (unsigned char *)CONTEXT_PC((ucontext_t *)context);
    int distance;
    memcpy(&distance, pc + 1, sizeof distance);
    /* call rel32; not one that only tells the program counter. */
    if (*pc == 0xe8 && distance != 0 && !is_thunk((const char *)pc + 5 + distance)) {
        calls++;
        misaligned += CONTEXT_SP((ucontext_t *)context) % 16 != 0;
    }
}

static void body(void) { swapcontext(&other, &main_context); }

static void use(void) {
    START(&other, stack, &main_context, body, 7, 1, 2, 3, 4, 5, 6, 7);
    swapcontext(&main_context, &other);
    swapcontext(&main_context, &other); /* back by the trampoline */
    setcontext(&unusable);
    swapcontext(&main_context, &unusable);
}

int main(void) {
    struct sigaction action = {.sa_sigaction = step, .sa_flags = SA_SIGINFO | SA_ONSTACK};
    stack_t own = {.ss_sp = signal_stack, .ss_size = sizeof signal_stack};
    sigaltstack(&own, NULL);
    sigaction(SIGTRAP, &action, NULL);
    on_stack(&unusable, NULL, 0, NULL);
    makecontext(&unusable, body, 0);
    use(); /* the loader binds */
    set_trap_flag(1);
    use();
    set_trap_flag(0);
    CHECK(calls >= 8, "there were calls: %d", calls);
    CHECK(!misaligned, "the stack was aligned at each: %d not", misaligned);
    return check_done();
}
