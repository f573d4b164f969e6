/* An overflow is SIGSEGV right below the stack, in whatever coroutine. */
#include "stacks.h"
#include <signal.h>

enum { SIZE = 64 * 1024 };

static uintptr_t start;
static volatile int more = 1;

/* Touches every page on its way down. */
__attribute__((noinline)) static int descend(volatile char *above) {
    volatile char frame[512];
    frame[0] = *above;
    return more ? descend(frame) + frame[0] : 0;
}

static void *overflow(void *arg, void *value) {
    volatile char here = 0;
    (void)arg;
    start = (uintptr_t)&here;
    return descend(&here) ? NULL : value;
}

static void on_fault(int signal, siginfo_t *information, void *context) {
    (void)signal, (void)context;
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    size_t depth = start - (uintptr_t)information->si_addr;
    /* What is missing at the top: the control block, the colour, the first frame. */
    _exit(depth > SIZE - 4096 && depth < SIZE + 2 * page ? 7 : 8);
}

static int run(void *arg) {
    fastctx_co_t *co[40];
    /* The one that overflows has neighbours on both sides. */
    for (int i = 0; i < 40; i++)
        if (on_stack(&co[i], *(int *)arg, SIZE, overflow, NULL) != 0)
            return 1;
    fastctx_resume(co[20], NULL);
    return 2;
}

static int run_with_handler(void *arg) {
    static char memory[64 * 1024];
    stack_t stack = {.ss_sp = memory, .ss_size = sizeof memory};
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_sigaction = on_fault;
    action.sa_flags = SA_SIGINFO | SA_ONSTACK;
    if (sigaltstack(&stack, NULL) != 0 || sigaction(SIGSEGV, &action, NULL) != 0)
        return 3;
    return run(arg);
}

int main(void) {
    int modes[] = {FASTCTX_STACK_MAPPED, FASTCTX_STACK_GROWING};
    for (int i = 0; i < 2; i++) {
        const char *name = mode_name(modes[i]);
        int status = in_child(run, &modes[i]);
        CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGSEGV,
              "%s: the process dies of SIGSEGV (status %x)", name, status);
        status = in_child(run_with_handler, &modes[i]);
        CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 7,
              "%s: a handler is told an address in the guard (status %x)", name, status);
    }
    return check_done();
}
