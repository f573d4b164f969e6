/*
 * The trap flag stops the program at every single instruction: at each call
 * that the library makes the stack pointer is a multiple of 16.
 */
#include "../context.h"
#include <signal.h>

static ucontext_t main_context, other, unusable;
static char stack[STACK_SIZE], signal_stack[STACK_SIZE];
static volatile int calls, misaligned;

static void step(int signal, siginfo_t *info, void *context) {
    (void)signal, (void)info;
    greg_t *r = ((ucontext_t *)context)->uc_mcontext.gregs;
    if (*(unsigned char *)r[REG_RIP] == 0xe8) { /* call rel32 */
        calls++;
        misaligned += r[REG_RSP] % 16 != 0;
    }
}

static inline __attribute__((always_inline)) void stepping(long on) {
    __asm__ volatile("lea -128(%%rsp), %%rsp\n\tpushfq\n\tandq $~0x100, (%%rsp)\n\torq %0, (%%rsp)"
                     "\n\tpopfq\n\tlea 128(%%rsp), %%rsp" ::"r"(on << 8)
                     : "memory", "cc");
}

static void body(void) { swapcontext(&other, &main_context); }

int main(void) {
    struct sigaction action = {.sa_sigaction = step, .sa_flags = SA_SIGINFO | SA_ONSTACK};
    stack_t own = {.ss_sp = signal_stack, .ss_size = sizeof signal_stack};
    sigaltstack(&own, NULL);
    sigaction(SIGTRAP, &action, NULL);
    on_stack(&unusable, NULL, 0, NULL);
    makecontext(&unusable, body, 0);
    stepping(1);
    START(&other, stack, &main_context, body, 7, 1, 2, 3, 4, 5, 6, 7);
    swapcontext(&main_context, &other);
    swapcontext(&main_context, &other); /* back by the trampoline */
    setcontext(&unusable);
    swapcontext(&main_context, &unusable);
    stepping(0);
    CHECK(calls >= 8, "there were calls: %d", calls);
    CHECK(!misaligned, "the stack was aligned at each: %d not", misaligned);
    return check_done();
}
