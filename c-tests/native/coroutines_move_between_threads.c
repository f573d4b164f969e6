/*
 * Coroutines belong to no thread: made in one they go on in another, also with one
 * that they have resumed and that has yielded; they outlive the thread that made
 * them; many threads run their own at the same time; a child of fork runs those that
 * it has inherited. Each is on the thread that resumed it, with its own errno.
 */
#include "coroutine.h"
#include <pthread.h>
#include <sys/wait.h>

enum { THREADS = 8, EACH = 20, ROUNDS = 500 };
static __thread int thread_mark;
static int flags_of[] = {0, FASTCTX_CO_FP_CONTROL, FASTCTX_CO_EXCEPTIONS};

/* Not to be computed once for all: the thread changes under the function. */
static __attribute__((noinline)) int my_mark(void) {
    __asm__ volatile("");
    return thread_mark;
}
static __attribute__((noinline)) int my_errno(int set) {
    __asm__ volatile("");
    int old = errno;
    if (set)
        errno = set;
    return old;
}

/* Gets the mark of the thread that resumes it, and counts how often it is right. */
static void *counts_marks(void *arg, void *value) {
    int *right = arg;
    while (value) {
        *right += of_number(value) == (uintptr_t)my_mark();
        /* what the thread had in errno is still there */
        *right += my_errno(1000 + my_mark()) == 100 + my_mark();
        if (fastctx_yield(&value) != 0)
            *right = -1000000;
    }
    return NULL;
}
/* The same, through one of its own. */
static void *passes_on(void *arg, void *value) {
    fastctx_co_t *inner = make(FASTCTX_STACK_MAPPED, 0, counts_marks, arg);
    void *mine = value;
    while (mine) {
        void *passed = mine;
        if (fastctx_resume(inner, &passed) != FASTCTX_YIELDED)
            *(int *)arg = -1000000;
        fastctx_yield(&mine);
    }
    fastctx_resume(inner, &mine);
    fastctx_destroy(inner);
    return NULL;
}

struct hand_over {
    fastctx_co_t *co;
    int next, right, wrong;
    pthread_mutex_t mutex;
    pthread_cond_t turn;
};
static struct hand_over shared_one;

static void *resumes_in_turn(void *mark) {
    struct hand_over *one = &shared_one;
    thread_mark = (int)of_number(mark);
    for (int i = 0; i < ROUNDS; i++) {
        pthread_mutex_lock(&one->mutex);
        while (one->next != thread_mark)
            pthread_cond_wait(&one->turn, &one->mutex);
        void *value = mark;
        errno = 100 + thread_mark;
        one->wrong += fastctx_resume(one->co, &value) != FASTCTX_YIELDED;
        one->wrong += errno != 1000 + thread_mark || fastctx_current() != NULL;
        one->next = thread_mark % 3 + 1;
        pthread_cond_broadcast(&one->turn);
        pthread_mutex_unlock(&one->mutex);
    }
    return NULL;
}

static void check_moving(const char *what, int mode, unsigned flags, fastctx_entry_t entry) {
    pthread_t threads[3];
    shared_one = (struct hand_over){
        .next = 1, .mutex = PTHREAD_MUTEX_INITIALIZER, .turn = PTHREAD_COND_INITIALIZER};
    shared_one.co = make(mode, flags, entry, &shared_one.right);
    for (uintptr_t i = 0; i < 3; i++)
        pthread_create(&threads[i], NULL, resumes_in_turn, number(i + 1));
    for (int i = 0; i < 3; i++)
        pthread_join(threads[i], NULL);
    CHECK(shared_one.right == 2 * 3 * ROUNDS && !shared_one.wrong,
          "%s, %s, flags %u: %d right, %d wrong", what, mode_names[mode], flags, shared_one.right,
          shared_one.wrong);
    CHECK(fastctx_resume(shared_one.co, NULL) == FASTCTX_FINISHED &&
              fastctx_destroy(shared_one.co) == 0,
          "and main ends it");
}

/* Many threads at the same time, each with coroutines that nobody else touches. */
static void *adds_up(void *arg, void *value) {
    uintptr_t *sum = arg;
    do {
        *sum += of_number(value);
        value = number(*sum);
    } while (fastctx_yield(&value) == 0);
    return NULL;
}
static fastctx_co_t *left_behind[THREADS];
static uintptr_t left_sums[THREADS];

static void *runs_its_own(void *arg) {
    uintptr_t sums[EACH] = {0}, wrong = 0, me = of_number(arg);
    fastctx_co_t *own[EACH];
    for (int i = 0; i < EACH; i++)
        own[i] = make(all_modes[i % MODES], (unsigned)flags_of[i % 3], adds_up, &sums[i]);
    for (uintptr_t round = 1; round <= ROUNDS; round++)
        for (int i = 0; i < EACH; i++) {
            void *value = number(round);
            wrong += fastctx_resume(own[i], &value) != FASTCTX_YIELDED;
            wrong += of_number(value) != round * (round + 1) / 2 || sums[i] != of_number(value);
        }
    for (int i = 0; i < EACH; i++)
        wrong += fastctx_cancel(own[i]) != 0 || fastctx_destroy(own[i]) != 0;
    left_behind[me] = make(FASTCTX_STACK_MAPPED, 0, adds_up, &left_sums[me]);
    void *value = number(1);
    wrong += fastctx_resume(left_behind[me], &value) != FASTCTX_YIELDED;
    if (shared_stack)
        wrong += fastctx_shared_destroy(shared_stack) != 0;
    return number(wrong);
}

static void check_many_threads(void) {
    pthread_t threads[THREADS];
    uintptr_t wrong = 0;
    for (uintptr_t i = 0; i < THREADS; i++)
        pthread_create(&threads[i], NULL, runs_its_own, number(i));
    for (int i = 0; i < THREADS; i++) {
        void *result;
        pthread_join(threads[i], &result);
        wrong += of_number(result);
    }
    CHECK(wrong == 0, "%d threads at once, each with %d coroutines: %d mistakes", THREADS, EACH,
          (int)wrong);
    for (int i = 0; i < THREADS; i++) {
        void *value = number(9);
        wrong += fastctx_resume(left_behind[i], &value) != FASTCTX_YIELDED;
        wrong += of_number(value) != 10 || left_sums[i] != 10;
        wrong += fastctx_cancel(left_behind[i]) != 0 || fastctx_destroy(left_behind[i]) != 0;
    }
    CHECK(wrong == 0, "those that ended threads left go on in main");
}

static void *forks(void *arg, void *value) {
    pid_t *child = arg;
    for (;;) {
        *child = fork();
        if (fastctx_yield(&value) != 0)
            return number(7);
    }
}

static void check_fork(void) {
    for (int i = 0; i < MODES; i++) {
        uintptr_t sum = 0;
        pid_t child;
        fastctx_co_t *inherited = make(all_modes[i], 0, adds_up, &sum);
        fastctx_co_t *forking = make(all_modes[i], 0, forks, &child);
        void *value = number(1);
        fastctx_resume(inherited, &value);
        int result = fastctx_resume(forking, NULL);
        if (child == 0) { /* yielded from the coroutine that forked, in the child */
            value = number(4);
            int ok = result == FASTCTX_YIELDED && fastctx_current() == NULL;
            ok &= fastctx_resume(inherited, &value) == FASTCTX_YIELDED && sum == 5;
            ok &= fastctx_cancel(inherited) == 0 && fastctx_destroy(inherited) == 0;
            fastctx_co_t *co = make(all_modes[i], 0, adds_up, &sum);
            ok &= fastctx_resume(co, NULL) == FASTCTX_YIELDED && fastctx_destroy(co) == 0;
            ok &= fastctx_cancel(forking) == 0 && fastctx_destroy(forking) == 0;
            _exit(ok ? 0 : 1);
        }
        int status;
        waitpid(child, &status, 0);
        CHECK(status == 0,
              "%s: a child that a coroutine forked goes on, and runs what it inherited",
              mode_names[all_modes[i]]);
        value = number(2);
        CHECK(fastctx_resume(inherited, &value) == FASTCTX_YIELDED && sum == 3,
              "and the parent its own");
        fastctx_destroy(inherited);
        fastctx_destroy(forking);
    }
}

int main(void) {
    for (int flags = 0; flags < 3; flags++) {
        for (int i = 0; i < MODES; i++)
            check_moving("alone", all_modes[i], (unsigned)flags_of[flags], counts_marks);
        check_moving("with one inside", FASTCTX_STACK_MAPPED, (unsigned)flags_of[flags], passes_on);
    }
    check_many_threads();
    check_fork();
    return check_done();
}
