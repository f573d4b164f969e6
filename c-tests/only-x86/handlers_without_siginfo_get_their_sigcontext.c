/*
 * A handler without SA_SIGINFO has a struct sigcontext as its second argument, by
 * value, and what it writes there is in force when it returns: the one way to change
 * what was interrupted before there was SA_SIGINFO. The same of a handler that takes
 * its arguments in registers.
 */
#include "../check.h"
#include <signal.h>
#include <string.h>

static volatile int handled, right;

/* add $1, %eax after a trap, or 10 less if the handler says so */
static int trap_and_add(int value) {
    __asm__ volatile("int3\n\taddl $1, %0" : "+a"(value)::"cc");
    return value;
}

static void edit(int number, struct sigcontext interrupted) {
    volatile struct sigcontext *frame = &interrupted;
    handled = number;
    right = *(unsigned char *)(interrupted.eip - 1) == 0xcc && interrupted.eax == 42;
    frame->eax -= 10;
}

static __attribute__((regparm(3))) void in_registers(int number, siginfo_t *info, void *context) {
    handled = number;
    right = info && context && info->si_signo == number &&
            ((ucontext_t *)context)->uc_mcontext.gregs[REG_EAX] == 42;
}

int main(void) {
    struct sigaction action;
    memset(&action, 0, sizeof action);
    memcpy(&action.sa_handler, &(void *){(void *)edit}, sizeof action.sa_handler);
    for (int flags = 0; flags < 2; flags++) {
        action.sa_flags = flags ? SA_NODEFER : 0;
        handled = right = 0;
        CHECK(sigaction(SIGTRAP, &action, NULL) == 0, "a handler with flags %#x", action.sa_flags);
        int result = trap_and_add(42);
        CHECK(handled == SIGTRAP, "it gets the signal: %d", handled);
        CHECK(right, "it finds what was interrupted");
        CHECK(result == 33, "what it writes there is in force: %d", result);
    }
    memcpy(&action.sa_sigaction, &(void *){(void *)in_registers}, sizeof action.sa_sigaction);
    action.sa_flags = SA_SIGINFO;
    handled = right = 0;
    CHECK(sigaction(SIGTRAP, &action, NULL) == 0, "a handler that takes arguments in registers");
    CHECK(trap_and_add(42) == 43, "it returns");
    CHECK(handled == SIGTRAP && right, "it gets the signal and what was interrupted: %d", handled);
    return check_done();
}
