/* A link that cannot be resumed: exit(-1), as glibc has it; never a hang. */
#include "../context.h"
#include <sys/wait.h>

static ucontext_t other, unusable;
static char stack[STACK_SIZE];
static void body(void) {}

int main(void) {
    pid_t pid = fork();
    if (pid == 0) {
        on_stack(&unusable, NULL, 0, NULL);
        makecontext(&unusable, body, 0);
        START(&other, stack, &unusable, body, 0);
        setcontext(&other);
        _exit(8);
    }
    int status;
    waitpid(pid, &status, 0);
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 255, "exit status 255: %#x", status);
    return check_done();
}
