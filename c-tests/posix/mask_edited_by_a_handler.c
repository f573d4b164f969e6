/*
 * A handler that edits uc_sigmask of the context that it interrupted chooses
 * the mask there is when it returns, and switches go by that.
 */
#include "../mask_change.h"

static const uint64_t before = (uint64_t)1 << (SIGHUP - 1),
                      after = (uint64_t)1 << (SIGTERM - 1) | (uint64_t)1 << 49;
static volatile int saves;

static void handler(int signal, siginfo_t *info, void *interrupted) {
    (void)signal, (void)info;
    if (saves)
        saved_mask();
    give_mask(interrupted, after);
    if (saves)
        saved_mask();
}

static void by_editing(void) { raise(SIGUSR1); }

int main(void) {
    struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};
    sigaction(SIGUSR1, &action, NULL);
    check_change("a handler", by_editing, before, after);
    saves = 1;
    check_change("a handler that saves a context too", by_editing, before, after);
    /* The handler's own mask is what it returns to: nothing changes for the kernel. */
    action.sa_flags |= SA_NODEFER;
    sigaction(SIGUSR1, &action, NULL);
    check_change("a handler with the interrupted mask", by_editing, before, after);
    return check_done();
}
