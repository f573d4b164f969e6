/*
 * A coroutine that does something wrong, in a child whose end is told, for
 * stacks.sh.
 *
 * usage: overflow WHAT [NAME [MODE]]    mapped, growing, shared
 *   stack    overflows its stack
 *   caught   the same, and the program had a handler for SIGSEGV before
 *   thread   the same in a second thread
 *   null     writes to address 0
 *   raise    sends itself SIGSEGV
 */
#include <fastctx.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *what, *name, *mode = "mapped";
static volatile int more = 1;
static char *volatile nowhere;

__attribute__((noinline)) static int descend(volatile char *above) {
    volatile char frame[512];
    frame[0] = *above;
    return more ? descend(frame) + frame[0] : 0;
}

static void *fail(void *arg, void *value) {
    volatile char here = 0;
    (void)arg;
    if (!name) {
        printf("it is %p\n", (void *)fastctx_current());
        fflush(stdout);
    }
    if (strcmp(what, "null") == 0)
        *nowhere = 1;
    else if (strcmp(what, "raise") == 0)
        raise(SIGSEGV);
    else
        descend(&here);
    return value;
}

static void on_fault(int signal, siginfo_t *information, void *context) {
    static const char text[] = "the program's handler\n";
    (void)information, (void)context;
    _exit(write(1, text, sizeof text - 1) > 0 && signal == SIGSEGV ? 7 : 8);
}

static void *run(void *arg) {
    fastctx_attr_t attr = FASTCTX_ATTR_INIT;
    fastctx_co_t *co;
    attr.name = name;
    if (strcmp(mode, "growing") == 0)
        attr.mode = FASTCTX_STACK_GROWING, attr.stack_size = 64 * 1024;
    if (strcmp(mode, "shared") == 0) {
        attr.mode = FASTCTX_STACK_SHARED;
        if (fastctx_shared_create(&attr.shared, 64 * 1024) != 0)
            return arg;
    }
    return fastctx_create(&co, &attr, fail, NULL) || fastctx_resume(co, NULL) ? arg : NULL;
}

int main(int argc, char **argv) {
    int status = 0;
    what = argc > 1 ? argv[1] : "";
    name = argc > 2 ? argv[2] : NULL;
    mode = argc > 3 ? argv[3] : mode;
    pid_t child = fork();
    if (child == 0) {
        pthread_t thread;
        struct sigaction action;
        memset(&action, 0, sizeof action);
        action.sa_sigaction = on_fault;
        action.sa_flags = SA_SIGINFO | SA_ONSTACK;
        if (strcmp(what, "caught") == 0)
            sigaction(SIGSEGV, &action, NULL);
        if (strcmp(what, "thread") != 0)
            run(NULL);
        else if (pthread_create(&thread, NULL, run, NULL) == 0)
            pthread_join(thread, NULL);
        _exit(1);
    }
    if (child < 0 || waitpid(child, &status, 0) != child)
        return 1;
    if (WIFSIGNALED(status))
        printf("signal %d\n", WTERMSIG(status) == SIGSEGV ? 11 : WTERMSIG(status));
    else
        printf("exit %d\n", WEXITSTATUS(status));
    return 0;
}
