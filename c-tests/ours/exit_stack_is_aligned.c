/* At the end without a link the stack is aligned for exit(3), whatever argc. */
#include "../context.h"
#include <sys/wait.h>

static ucontext_t other;
static char stack[STACK_SIZE];

static void handler(void) {
    _Alignas(16) volatile char vector[16];
    vector[0] = 1;
    unsigned long frame = (unsigned long)__builtin_frame_address(0);
    if (frame % 16 || (unsigned long)vector % 16)
        _exit(9);
}
static void body(void) {}

static void child(int count) {
    atexit(handler);
    on_stack(&other, stack, sizeof stack, NULL);
    makecontext(&other, body, count, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
    setcontext(&other);
    _exit(8);
}

int main(void) {
    for (int count = 0; count <= 12; count++) {
        pid_t pid = fork();
        if (pid == 0)
            child(count);
        int status;
        waitpid(pid, &status, 0);
        CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0, "%d arguments: %#x", count, status);
    }
    return check_done();
}
