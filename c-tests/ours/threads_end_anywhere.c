/*
 * A thread ends while it is in a context or in a coroutine of any mode: by pthread_cancel,
 * deferred or at any instruction of a switch, or by pthread_exit. Whoever waits for it gets
 * what it should, the process goes on, and what the thread had suspended is there for
 * others. What it was in, is lost: nobody can resume or destroy it.
 */
#include "../context.h"
/* after context.h, which has another STACK_SIZE in mind */
#include "../native/coroutine.h"
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <sys/wait.h>
#include <time.h>

enum { TIMES = 15 };
enum how { DEFERRED, ASYNCHRONOUS, EXIT, HOWS };
static const char *const hows[] = {"cancelled while it waits", "cancelled at any instruction",
                                   "ended by pthread_exit"};
static enum how how;
static char result_of_exit[1];
static sem_t is_there;
static fastctx_co_t *suspended, *running;
static fastctx_shared_t *of_thread;

static void *waits(void *arg, void *value) {
    volatile int local = 99;
    fastctx_yield(&value);
    return local == 99 ? arg : NULL;
}
static void *yields_for_ever(void *arg, void *value) {
    while (fastctx_yield(&value) == 0)
        ;
    return arg;
}

static fastctx_t native_here, native_there;
static ucontext_t posix_here, posix_there;
static char stacks[4][64 * 1024] __attribute__((aligned(64)));
static void *native_back(void *arg, void *value) {
    for (;;)
        value = fastctx_switch(&native_there, &native_here, value);
    return arg;
}
static void posix_back(void) {
    for (;;)
        swapcontext(&posix_there, &posix_here);
}

/* Whoever calls it does not come back. Only what switches is called where the end may be at any
 * instruction: POSIX lets next to nothing else be. */
static void end_here(fastctx_co_t *partner) {
    int old;
    if (how == EXIT)
        pthread_exit(result_of_exit);
    if (how == ASYNCHRONOUS) {
        fastctx_init(&native_there, stacks[1], sizeof stacks[1], native_back, NULL, NULL);
        START(&posix_there, stacks[2], NULL, posix_back, 0);
    }
    sem_post(&is_there);
    if (how == DEFERRED)
        for (;;)
            pause();
    pthread_setcanceltype(PTHREAD_CANCEL_ASYNCHRONOUS, &old);
    for (;;) {
        fastctx_resume(partner, NULL);
        fastctx_switch(&native_here, &native_there, NULL);
        fastctx_switch_fp(&native_here, &native_there, NULL);
        swapcontext(&posix_here, &posix_there);
    }
}

static fastctx_co_t *in_mode(int mode, fastctx_entry_t entry, void *arg) {
    fastctx_attr_t attr = FASTCTX_ATTR_INIT;
    fastctx_co_t *co = NULL;
    attr.mode = mode;
    if (mode == FASTCTX_STACK_GIVEN)
        attr.stack = malloc(GIVEN_SIZE), attr.stack_size = GIVEN_SIZE;
    if (mode == FASTCTX_STACK_SHARED)
        attr.shared = of_thread;
    if (fastctx_create(&co, &attr, entry, arg) != 0)
        abort();
    return co;
}

static void *ends(void *arg, void *value) {
    end_here(arg);
    return value;
}

static int the_mode;
static void *in_a_coroutine(void *arg) {
    if (the_mode == FASTCTX_STACK_SHARED)
        fastctx_shared_create(&of_thread, 256 * 1024);
    suspended = in_mode(the_mode, waits, result_of_exit);
    fastctx_resume(suspended, NULL);
    fastctx_co_t *const partner = in_mode(FASTCTX_STACK_MAPPED, yields_for_ever, NULL);
    running = in_mode(the_mode, ends, partner);
    fastctx_resume(running, NULL);
    return arg;
}

static ucontext_t in_context, outside;
static void context_ends(void) { end_here(in_mode(FASTCTX_STACK_MAPPED, yields_for_ever, NULL)); }
static void *in_a_context(void *arg) {
    START(&in_context, stacks[0], NULL, context_ends, 0);
    swapcontext(&outside, &in_context);
    return arg;
}

static int ends_well(void *(*function)(void *)) {
    pthread_t thread;
    void *result = NULL;
    if (pthread_create(&thread, NULL, function, NULL) != 0)
        return 0;
    if (how != EXIT) {
        while (sem_wait(&is_there) != 0)
            ;
        for (int i = rand() % 20; how == ASYNCHRONOUS && i > 0; i--)
            sched_yield();
        pthread_cancel(thread);
    }
    return pthread_join(thread, &result) == 0 &&
           result == (how == EXIT ? result_of_exit : PTHREAD_CANCELED);
}

/* In a child, so that the process's end is a result. */
static int child_of(int mode) {
    the_mode = mode;
    for (int i = 0; i < (how == ASYNCHRONOUS ? TIMES : 3); i++) {
        if (!ends_well(mode ? in_a_coroutine : in_a_context))
            return 2;
        if (!mode)
            continue;
        /* What it was in is lost, and on a shared stack all that is there with it. */
        const int status = fastctx_status(running);
        if ((status != FASTCTX_RUNNING && status != FASTCTX_NORMAL) ||
            fastctx_destroy(running) != -EBUSY || fastctx_resume(running, NULL) != -EBUSY)
            return 3;
        if (mode == FASTCTX_STACK_SHARED)
            continue;
        void *value = NULL;
        if (fastctx_resume(suspended, &value) != FASTCTX_FINISHED || value != result_of_exit ||
            fastctx_destroy(suspended) != 0)
            return 4;
    }
    /* And new ones can be made, by threads that come now, too. */
    for (int i = 0; i < 200; i++) {
        fastctx_co_t *co =
            in_mode(i % 2 ? FASTCTX_STACK_MAPPED : FASTCTX_STACK_GROWING, waits, result_of_exit);
        if (fastctx_resume(co, NULL) != FASTCTX_YIELDED || fastctx_destroy(co) != 0)
            return 5;
    }
    return 0;
}

static volatile int turns;
static void *turns_for_ever(void *arg) {
    int old;
    pthread_setcanceltype(PTHREAD_CANCEL_ASYNCHRONOUS, &old);
    for (;;)
        turns++;
    return arg;
}

/* Without this library: libgcc for loongarch64 dies in unwinding through the signal, and
 * Debian's musl for armhf goes on in Thumb code as if it were Arm's, under qemu-user. */
static int c_library_cancels_anywhere(void) {
    int status = -1;
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        for (int i = 0; i < 20; i++) {
            pthread_t thread;
            const int before = turns;
            pthread_create(&thread, NULL, turns_for_ever, NULL);
            while (turns == before)
                sched_yield();
            pthread_cancel(thread);
            pthread_join(thread, NULL);
        }
        _exit(0);
    }
    waitpid(child, &status, 0);
    return status == 0;
}

/* A thread ends with a coroutine suspended on its own shared stack: another goes on. */
static void *leaves_one(void *arg) {
    fastctx_shared_create(&of_thread, 64 * 1024);
    suspended = in_mode(FASTCTX_STACK_SHARED, waits, result_of_exit);
    fastctx_resume(suspended, NULL);
    return arg;
}

int main(void) {
    sem_init(&is_there, 0, 0);
    for (how = DEFERRED; how < HOWS; how++) {
        if (how == ASYNCHRONOUS && !c_library_cancels_anywhere()) {
            CHECK(1, "%s # SKIP the C library alone dies of it", hows[how]);
            continue;
        }
        for (int mode = 0; mode <= MODES; mode++) {
            int status = -1;
            fflush(stdout);
            pid_t child = fork();
            if (child == 0) {
                alarm(100);
                _exit(child_of(mode ? all_modes[mode - 1] : 0));
            }
            waitpid(child, &status, 0);
            CHECK(status == 0, "%s, in %s %s: status %#x", hows[how],
                  mode ? "a coroutine on a stack that is" : "a context of its own",
                  mode ? mode_names[all_modes[mode - 1]] : "", status);
        }
    }
    pthread_t thread;
    void *value = NULL;
    REQUIRE(pthread_create(&thread, NULL, leaves_one, NULL) == 0, "a thread");
    pthread_join(thread, NULL);
    CHECK(fastctx_resume(suspended, &value) == FASTCTX_FINISHED && value == result_of_exit,
          "one that a thread left suspended on a shared stack goes on in another");
    CHECK(fastctx_destroy(suspended) == 0 && fastctx_shared_destroy(of_thread) == 0,
          "and both can be destroyed");
    return check_done();
}
