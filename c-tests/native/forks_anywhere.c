/*
 * A process may be forked anywhere: in a context, in a coroutine of every mode, by fork(2) or by
 * the system call itself, while other threads are in the midst of making, resuming and
 * destroying. The child goes on where it is, resumes and ends what it had, and makes new
 * ones: no lock is left taken. A child of vfork(2) may switch, too, as long as it leaves its
 * parent's stack alone.
 */
#include "arch.h"
#include "coroutine.h"
#include <pthread.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>

enum { CHURNED = 80, FORKS = 60, THREADS = 2, LOCALS = 100 };
static volatile int stop;
static int by_system_call;

/* Without what the C library does for its own locks, and for whoever asked to be told. */
static pid_t make_child(void) {
    fflush(stdout);
    if (!by_system_call)
        return fork();
#ifdef CLONE_STACK_FIRST
    return (pid_t)syscall(SYS_clone, 0, SIGCHLD, 0, 0, 0);
#else
    return (pid_t)syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);
#endif
}

/* The child's end, which tells the parent that waits for it. */
static int is_well(pid_t child) {
    int status = -1;
    return child > 0 && waitpid(child, &status, 0) == child && status == 0;
}

static void *yields(void *arg, void *value) {
    volatile unsigned char locals[LOCALS];
    memset((char *)locals, (int)of_number(arg), sizeof locals);
    while (fastctx_yield(&value) == 0)
        ;
    for (int i = 0; i < LOCALS; i++)
        if (locals[i] != (unsigned char)of_number(arg))
            return NULL;
    return number(1);
}

/* Makes so many of every mode that more memory is needed again and again. */
static int churn(fastctx_shared_t *shared) {
    fastctx_co_t *all[CHURNED];
    int right = 0;
    for (int i = 0; i < CHURNED; i++) {
        fastctx_attr_t attr = FASTCTX_ATTR_INIT;
        attr.mode = all_modes[1 + i % (MODES - 1)];
        if (attr.mode == FASTCTX_STACK_SHARED)
            attr.shared = shared;
        right += fastctx_create(&all[i], &attr, yields, number((uintptr_t)i)) == 0 &&
                 fastctx_resume(all[i], NULL) == FASTCTX_YIELDED;
    }
    for (int i = 0; i < CHURNED; i++)
        right += fastctx_cancel(all[i]) == 0 && fastctx_destroy(all[i]) == 0;
    fastctx_trim();
    return right == 2 * CHURNED;
}

static int churn_on_a_new_one(void) {
    fastctx_shared_t *shared = NULL;
    return fastctx_shared_create(&shared, 64 * 1024) == 0 && churn(shared) &&
           fastctx_shared_destroy(shared) == 0;
}

static void *churn_on(void *arg) {
    int right = 1;
    while (!stop && right)
        right = churn_on_a_new_one();
    return right ? arg : NULL;
}

/* A coroutine that forks, and goes on in both processes. */
static void *forks(void *arg, void *value) {
    volatile unsigned char locals[LOCALS];
    fastctx_co_t *const me = fastctx_current();
    (void)arg;
    memset((char *)locals, 7, sizeof locals);
    const pid_t child = make_child();
    if (child == 0) {
        alarm(60);
        int right = fastctx_current() == me && fastctx_status(me) == FASTCTX_RUNNING;
        right &= churn_on_a_new_one();
        if (!right)
            _exit(2);
    }
    value = number((uintptr_t)child);
    fastctx_yield(&value);
    for (int i = 0; i < LOCALS; i++)
        if (locals[i] != 7)
            return NULL;
    return number(1);
}

static int fork_in_a_coroutine(int mode, unsigned flags) {
    fastctx_co_t *waiting = make(mode, flags, yields, number(3));
    fastctx_co_t *co = make(mode, flags, forks, NULL);
    void *value = NULL;
    int right = fastctx_resume(waiting, NULL) == FASTCTX_YIELDED;
    right &= fastctx_resume(co, &value) == FASTCTX_YIELDED;
    const pid_t child = (pid_t)of_number(value);
    right &= fastctx_resume(co, &value) == FASTCTX_FINISHED && value == number(1);
    right &= fastctx_destroy(co) == 0;
    right &= fastctx_cancel(waiting) == 0 && fastctx_destroy(waiting) == 0;
    if (child == 0)
        _exit(!right);
    return is_well(child) && right;
}

/* A native context that forks. */
static fastctx_t here, there;
static char stack[64 * 1024] __attribute__((aligned(64)));
static void *forks_there(void *arg, void *value) {
    (void)arg, (void)value;
    const pid_t child = make_child();
    return fastctx_switch(&there, &here, number((uintptr_t)child));
}
static int fork_in_a_context(void) {
    fastctx_init(&there, stack, sizeof stack, forks_there, NULL, &here);
    const pid_t child = (pid_t)of_number(fastctx_switch(&here, &there, NULL));
    if (child == 0) {
        alarm(60);
        _exit(!churn_on_a_new_one());
    }
    return is_well(child);
}

#ifndef EMULATED /* whose vfork is a fork */
/* The child of vfork resumes a coroutine of its parent, whose memory it uses. */
static void *counts(void *arg, void *value) {
    int *count = arg;
    while (fastctx_yield(&value) == 0)
        ++*count;
    return arg;
}
static int vfork_in_between(int mode) {
    static int count;
    count = 0;
    fastctx_co_t *const co = make(mode, 0, counts, &count);
    int right = fastctx_resume(co, NULL) == FASTCTX_YIELDED;
    const pid_t child = vfork();
    if (child == 0) {
        fastctx_resume(co, NULL);
        _exit(fastctx_status(co) != FASTCTX_SUSPENDED);
    }
    right &= is_well(child) && count == 1;
    right &= fastctx_resume(co, NULL) == FASTCTX_YIELDED && count == 2;
    right &= fastctx_cancel(co) == 0 && fastctx_destroy(co) == 0;
    return right;
}
#endif

int main(void) {
    pthread_t threads[THREADS];
    static char anything[1];
    for (by_system_call = 0; by_system_call < 2; by_system_call++) {
        const char *name = by_system_call ? "the system call" : "fork";
        for (int mode = 0; mode < MODES; mode++) {
            const int plain = fork_in_a_coroutine(all_modes[mode], 0);
            const int flags =
                fork_in_a_coroutine(all_modes[mode], FASTCTX_CO_FP_CONTROL | FASTCTX_CO_EXCEPTIONS);
            CHECK(plain && flags, "%s in a coroutine: %s", name, mode_names[all_modes[mode]]);
        }
        CHECK(fork_in_a_context(), "%s in a context", name);
    }
#ifndef EMULATED
    for (int mode = 0; mode < MODES; mode++)
        CHECK(vfork_in_between(all_modes[mode]), "a child of vfork resumes: %s",
              mode_names[all_modes[mode]]);
#endif

    for (int i = 0; i < THREADS; i++)
        REQUIRE(pthread_create(&threads[i], NULL, churn_on, anything) == 0, "thread %d", i);
    for (by_system_call = 0; by_system_call < 2; by_system_call++) {
        int right = 0;
        for (int i = 0; i < FORKS; i++) {
            const pid_t child = make_child();
            if (child == 0) {
                alarm(60);
                _exit(!(churn_on_a_new_one() && churn_on_a_new_one()));
            }
            right += is_well(child);
        }
        CHECK(right == FORKS, "%d of %d children of threads that churn do the same", right, FORKS);
    }
    stop = 1;
    for (int i = 0; i < THREADS; i++) {
        void *result = NULL;
        pthread_join(threads[i], &result);
        CHECK(result != NULL, "and so does thread %d of the parent", i);
    }
    return check_done();
}
