/*
 * A handler that no library has seen, set by syscall(SYS_rt_sigaction): its mask
 * is the kernel's while it runs, and the interrupted code has its own again. If
 * a fault leads to it, a context that it saves has its mask too, and a jump out
 * of it leads back to that of sigsetjmp.
 */
#include "../mask_change.h"
#include <setjmp.h>

static struct expected inside;
static volatile int calls;

static void seen(int signal) { (void)signal; }
static void unseen(int signal) {
    calls++;
    expect(&inside, bit(SIGHUP) | bit(signal), kernel_mask());
}

static struct expected saved;
static sigjmp_buf buffer;

static void unseen_that_jumps(int signal) {
    expect(&saved, bit(SIGHUP) | bit(signal), saved_mask());
    siglongjmp(buffer, 1);
}

static void by_a_fault(void) {
    volatile int *volatile nowhere = NULL;
    if (sigsetjmp(buffer, 1) == 0)
        *nowhere = 1;
}

static void by_raise(void) { raise(SIGUSR1); }

int main(void) {
    struct kernel_action action;
    signal(SIGUSR1, seen); /* which finds the way back from a handler for us */
    long got = syscall(SYS_rt_sigaction, SIGUSR1, NULL, &action, sizeof action.mask);
    REQUIRE(got == 0, "the kernel tells of its action");
    action.handler = unseen;
    REQUIRE(syscall(SYS_rt_sigaction, SIGUSR1, &action, NULL, sizeof action.mask) == 0,
            "and takes another");
    check_change("the handler", by_raise, bit(SIGHUP), bit(SIGHUP));
    CHECK(calls == 4 * CHANGE_ROUNDS, "it was called: %d", calls);
    CHECK_EXPECTED(inside, "with its own mask");
    struct sigaction told;
    sigaction(SIGUSR1, NULL, &told);
    CHECK(told.sa_handler == unseen, "sigaction tells of it");

    action.handler = unseen_that_jumps;
    memset(action.mask, 0, sizeof action.mask);
    syscall(SYS_rt_sigaction, SIGSEGV, &action, NULL, sizeof action.mask);
    check_change("a handler of faults", by_a_fault, bit(SIGHUP), bit(SIGHUP));
    CHECK_EXPECTED(saved, "saves its own mask");
    return check_done();
}
