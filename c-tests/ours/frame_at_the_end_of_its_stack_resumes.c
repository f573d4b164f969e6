/*
 * A context that was delivered to a handler resumes also if its frame is the last thing
 * on a signal stack behind which there is no memory, wherever that ends: nothing is read
 * behind the frame.
 */
#include "../context.h"
#include <signal.h>
#include <sys/mman.h>

enum { SIZE = 64 * 1024, STEP = 16, FURTHEST = 2048 };

static volatile int times;

static void handler(int signal, siginfo_t *info, void *context) {
    (void)signal, (void)info;
    times++;
    setcontext(context);
}

int main(void) {
    char *memory = mmap(NULL, 2 * SIZE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    REQUIRE(memory != MAP_FAILED && mprotect(memory, SIZE, PROT_READ | PROT_WRITE) == 0,
            "memory with none behind it");
    struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO | SA_ONSTACK};
    sigaction(SIGUSR1, &action, NULL);
    int expected = 0;
    for (int unused = 0; unused < FURTHEST; unused += STEP) {
        stack_t own = {.ss_sp = memory, .ss_size = SIZE - unused};
        REQUIRE(sigaltstack(&own, NULL) == 0, "a signal stack that ends %d bytes before", unused);
        raise(SIGUSR1);
        REQUIRE(times == ++expected, "the frame on it resumed");
    }
    return check_done();
}
