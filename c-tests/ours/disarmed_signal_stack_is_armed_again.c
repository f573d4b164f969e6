/*
 * SS_AUTODISARM: the kernel takes the alternate signal stack away while a
 * handler runs on it. Resuming the delivered context gives it back, as the
 * handler's return would.
 */
#include "../context.h"
#include <signal.h>

#ifndef SS_AUTODISARM
#define SS_AUTODISARM (1u << 31)
#endif

static char signal_stack[STACK_SIZE];
static volatile int delivered, disarmed;

static void handler(int signal, siginfo_t *info, void *context) {
    stack_t now;
    (void)signal, (void)info;
    sigaltstack(NULL, &now);
    disarmed = (now.ss_flags & SS_DISABLE) != 0;
    delivered++;
    setcontext(context);
}

int main(void) {
    struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO | SA_ONSTACK};
    stack_t own = {.ss_sp = signal_stack, .ss_flags = (int)SS_AUTODISARM, .ss_size = STACK_SIZE};
    stack_t now;
    if (sigaltstack(&own, NULL) != 0)
        SKIP_ALL("no SS_AUTODISARM here");
    sigaction(SIGUSR1, &action, NULL);
    raise(SIGUSR1);
    CHECK(delivered == 1 && disarmed, "the handler ran, the stack taken away");
    sigaltstack(NULL, &now);
    CHECK(now.ss_sp == signal_stack && !(now.ss_flags & SS_DISABLE), "it is armed again: %#x",
          (unsigned)now.ss_flags);
    return check_done();
}
