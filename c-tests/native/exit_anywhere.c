/*
 * exit(3) in a context or a coroutine of any mode, in the first thread or another: handlers of
 * atexit run, on that stack, may use coroutines themselves, and the status is the one given.
 * So does the return from main while coroutines wait.
 */
#include "coroutine.h"
#include <pthread.h>
#include <sys/wait.h>

enum { STATUS = 42 };
static int pipe_ends[2];
static fastctx_t here, there;
static char stack[64 * 1024] __attribute__((aligned(64)));

static void *yields(void *arg, void *value) {
    fastctx_yield(&value);
    return arg;
}

/* On whatever stack that is. */
static void at_exit(void) {
    int right = 1;
    for (int mode = 0; mode < MODES; mode++) {
        fastctx_co_t *co = NULL;
        if (all_modes[mode] == FASTCTX_STACK_SHARED && fastctx_current())
            continue; /* its own shared stack is the thread's, and that may be another one */
        right &= try_make(&co, all_modes[mode], 0, yields, NULL) == 0 &&
                 fastctx_resume(co, NULL) == FASTCTX_YIELDED &&
                 fastctx_resume(co, NULL) == FASTCTX_FINISHED && fastctx_destroy(co) == 0;
    }
    if (write(pipe_ends[1], right ? "y" : "n", 1) != 1)
        _exit(1);
}

static void *exits(void *arg, void *value) {
    (void)arg, (void)value;
    exit(STATUS);
}

static int mode_here;
static void *run(void *arg) {
    fastctx_resume(make(FASTCTX_STACK_MAPPED, 0, yields, NULL), NULL); /* one that waits */
    if (mode_here) {
        fastctx_resume(make(mode_here, 0, exits, NULL), NULL);
    } else {
        fastctx_init(&there, stack, sizeof stack, exits, NULL, &here);
        fastctx_switch(&here, &there, NULL);
    }
    return arg;
}

int main(void) {
    for (int in_thread = 0; in_thread < 2; in_thread++) {
        for (int mode = 0; mode <= MODES; mode++) {
            char said = 0;
            int status = -1;
            mode_here = mode ? all_modes[mode - 1] : 0;
            REQUIRE(pipe(pipe_ends) == 0, "a pipe");
            fflush(stdout);
            pid_t child = fork();
            if (child == 0) {
                pthread_t thread;
                alarm(60);
                atexit(at_exit);
                if (in_thread && pthread_create(&thread, NULL, run, NULL) == 0)
                    pthread_join(thread, NULL);
                else
                    run(NULL);
                _exit(1);
            }
            close(pipe_ends[1]);
            waitpid(child, &status, 0);
            CHECK(WIFEXITED(status) && WEXITSTATUS(status) == STATUS &&
                      read(pipe_ends[0], &said, 1) == 1 && said == 'y',
                  "exit in %s %s, in %s thread (status %#x, %c)",
                  mode ? "a coroutine, its stack" : "a context", mode ? mode_names[mode_here] : "",
                  in_thread ? "another" : "the first", status, said ? said : '-');
            close(pipe_ends[0]);
        }
    }
    return check_done();
}
