/*
 * At the end without a link the stack is aligned for exit(3), whatever argc: an
 * atexit handler, which compiled code calls, finds it so.
 */
#include "../context.h"
#include "../entry.h"
#include <sys/wait.h>

static ucontext_t other;
static char stack[STACK_SIZE];

static void handler(void) {
    const char *sp = (const char *)entry_stack_pointer;
    if (!is_entry_stack(sp))
        _exit(9);
    if (sp < stack || sp >= stack + sizeof stack)
        _exit(7);
}
static void body(void) {}

static void child(int count) {
    entry_then = handler;
    atexit(entry_probe);
    on_stack(&other, stack, sizeof stack, NULL);
    makecontext(&other, body, count, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16);
    setcontext(&other);
    _exit(8);
}

int main(void) {
    for (int count = 0; count <= 16; count++) {
        pid_t pid = fork();
        if (pid == 0)
            child(count);
        int status;
        waitpid(pid, &status, 0);
        CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0, "%d arguments: %#x", count, status);
    }
    return check_done();
}
