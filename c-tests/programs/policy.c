/* policy.c: prints the signal-mask policy in force; swaps as often as told, with a
 * second argument to and from a context that blocks a signal more. */
#include <fastctx.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <ucontext.h>

static ucontext_t main_context, other;
static char stack[65536];

static void body(void) {
    for (;;)
        swapcontext(&other, &main_context);
}

int main(int argc, char **argv) {
    int times = argc > 1 ? atoi(argv[1]) : 0;
    getcontext(&other);
    other.uc_stack.ss_sp = stack;
    other.uc_stack.ss_size = sizeof stack;
    if (argc > 2)
        sigaddset(&other.uc_sigmask, SIGUSR1);
    makecontext(&other, body, 0);
    for (int i = 0; i < times; i += 2)
        swapcontext(&main_context, &other);
    puts(fastctx_sigmask_policy() == FASTCTX_SIGMASK_NEVER    ? "never"
         : fastctx_sigmask_policy() == FASTCTX_SIGMASK_ALWAYS ? "always"
         : fastctx_sigmask_policy() == FASTCTX_SIGMASK_AUTO   ? "auto"
                                                              : "?");
    return 0;
}
