/*
 * A context without a link ends the process with exit(0): atexit handlers run,
 * buffers are flushed, and on a second thread it is the same.
 */
#include "../context.h"
#include <pthread.h>
#include <sys/wait.h>

static ucontext_t other;
static char stack[STACK_SIZE];
static int pipe_ends[2];
static volatile long result;

static void handler(void) {
    if (write(pipe_ends[1], "h", 1) != 1)
        _exit(9);
}
static void body(void) { result++; }

static void *run(void *arguments) {
    int count = *(int *)arguments;
    getcontext(&other);
    other.uc_stack.ss_sp = stack;
    other.uc_stack.ss_size = sizeof stack;
    other.uc_link = NULL;
    makecontext(&other, body, count, 1, 2, 3, 4, 5, 6, 7, 8);
    setcontext(&other);
    _exit(8);
}

static void child(int count, int thread) {
    atexit(handler);
    if (thread) {
        pthread_t id;
        pthread_create(&id, NULL, run, &count);
        pthread_join(id, NULL);
        _exit(7);
    }
    run(&count);
}

int main(void) {
    for (int thread = 0; thread < 2; thread++) {
        for (int count = 0; count <= 8; count += 8) {
            REQUIRE(pipe(pipe_ends) == 0, "pipe");
            pid_t pid = fork();
            if (pid == 0)
                child(count, thread);
            int status;
            char byte = 0;
            close(pipe_ends[1]);
            waitpid(pid, &status, 0);
            CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0,
                  "exit status 0 (thread %d, %d arguments): %#x", thread, count, status);
            CHECK(read(pipe_ends[0], &byte, 1) == 1 && byte == 'h', "the atexit handler ran");
            close(pipe_ends[0]);
        }
    }
    return check_done();
}
