/*
 * A collector stops threads by signals, as docs/runtimes.md has it, and scans them: whatever
 * a coroutine has a pointer to is found each time, whether it waits, runs, or waits for
 * one that it has resumed, on a stack of any mode. A word of the thread says that it is in one
 * of the library's functions; then it stops when it comes out of that.
 */
#include "../check.h"
#include <errno.h>
#include <fastctx.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>

enum { THREADS = 3, EACH = 12, ALL = THREADS * EACH + THREADS };
#ifdef EMULATED
enum { ROUNDS = 30 };
#else
enum { ROUNDS = 100 };
#endif

static const int modes[] = {FASTCTX_STACK_MAPPED, FASTCTX_STACK_GROWING, FASTCTX_STACK_SHARED,
                            FASTCTX_STACK_SHARED};

/* Only the coroutine of that number has the address of one, while it says so; of the last
 * ones a thread on its own stack. */
static char objects[ALL];
static volatile char has_it[ALL];
static char found[ALL];
static volatile int ends;

static struct thread {
    pthread_t id;
    int number;
    fastctx_shared_t *shared;
    volatile sig_atomic_t is_inside, is_to_stop;
    void *sp, *end_of_stack;
    fastctx_co_t *running;
    volatile int stands, goes_on;
} threads[THREADS];
static __thread struct thread *this_thread;

/* ---- what the threads do -------------------------------------------------------- */

static __attribute__((noinline)) void *below_the_caller(void) { return __builtin_frame_address(0); }

static __attribute__((noinline)) void stop(void) {
    struct thread *me = this_thread;
    __builtin_unwind_init();
    me->sp = below_the_caller();
    me->running = fastctx_current();
    me->is_to_stop = 0;
    __atomic_store_n(&me->stands, 1, __ATOMIC_RELEASE);
    while (!__atomic_load_n(&me->goes_on, __ATOMIC_ACQUIRE))
        usleep(100);
    me->goes_on = 0;
    __atomic_store_n(&me->stands, 0, __ATOMIC_RELEASE);
}

static void handler(int signal) {
    (void)signal;
    if (this_thread->is_inside)
        this_thread->is_to_stop = 1;
    else
        stop();
}

static void enter(void) { this_thread->is_inside = 1; }
static void leave(void) {
    this_thread->is_inside = 0;
    if (this_thread->is_to_stop)
        stop();
}

static void *holds(void *arg, void *value);

static fastctx_co_t *start(uintptr_t number, int mode) {
    fastctx_attr_t attr = FASTCTX_ATTR_INIT;
    fastctx_co_t *co = NULL;
    attr.mode = mode;
    if (mode == FASTCTX_STACK_SHARED)
        attr.shared = this_thread->shared;
    enter();
    int error = fastctx_create(&co, &attr, holds, (void *)number);
    leave();
    if (error)
        printf("Bail out! fastctx_create: %s\n", fastctx_strerror(error)), exit(1);
    return co;
}

/* Whether it has ended, and is gone. */
static int go_on(fastctx_co_t *co) {
    enter();
    int result = fastctx_resume(co, NULL);
    if (result == FASTCTX_FINISHED)
        fastctx_destroy(co);
    leave();
    return result == FASTCTX_FINISHED;
}

static long deep(long n) {
    volatile char frame[64];
    frame[0] = (char)n;
    if (n == 0) {
        enter();
        fastctx_yield(NULL);
        leave();
        return 0;
    }
    return deep(n - 1) + frame[0];
}

/* Has its object for a while; every third one resumes the next. */
static void *holds(void *arg, void *value) {
    leave();
    uintptr_t number = (uintptr_t)arg;
    (void)value;
    {
        char *volatile object = &objects[number];
        has_it[number] = 1;
        deep((long)(number % 7));
        if (number % 3 == 0) {
            fastctx_co_t *next = start(number + 1, modes[number % 4]);
            while (!go_on(next))
                deep(1);
        }
        for (volatile int i = 0; i < 2000; i++)
            ;
        deep(3);
        has_it[number] = 0;
        object = NULL;
        (void)object;
    }
    enter();
    return NULL;
}

static __attribute__((noinline)) void *run_below(struct thread *me) {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGUSR1);
    pthread_sigmask(SIG_UNBLOCK, &signals, NULL);
    fastctx_co_t *co[EACH] = {NULL};
    char *volatile mine = &objects[THREADS * EACH + me->number];
    has_it[THREADS * EACH + me->number] = 1;
    while (!ends)
        for (uintptr_t i = 0; i < EACH; i++)
            if (i % 3 != 1) { /* those are others' to start */
                uintptr_t number = (uintptr_t)me->number * EACH + i;
                if (!co[i])
                    co[i] = start(number, modes[i % 4]);
                if (go_on(co[i]))
                    co[i] = NULL;
            }
    enter(); /* from here on it is not stopped any more */
    return mine;
}

static void *run(void *arg) {
    struct thread *me = this_thread = arg;
    me->end_of_stack = __builtin_frame_address(0);
    void *result = run_below(me);
    me->end_of_stack = NULL; /* so that this frame stays until here */
    return result;
}

/* ---- the collector ---------------------------------------------------------------- */

static void mark(void *data, void *memory, size_t size, void *address) {
    (void)data, (void)address;
    for (size_t at = 0; at + sizeof(char *) <= size; at += sizeof(char *)) {
        char *word;
        memcpy(&word, (char *)memory + at, sizeof word);
        if (word >= objects && word < objects + sizeof objects)
            found[word - objects] = 1;
    }
}

static int mark_suspended(void *data, fastctx_co_t *co) {
    int *refused = data;
    if (fastctx_status(co) == FASTCTX_SUSPENDED)
        *refused += fastctx_scan_coroutine(co, NULL, mark, data) != 0;
    return 0;
}

static int waiting, running;

static int collect(void) {
    int refused = 0;
    memset(found, 0, sizeof found);
    for (int i = 0; i < THREADS; i++) {
        void *sp = threads[i].sp;
        running += threads[i].running != NULL;
        for (fastctx_co_t *co = threads[i].running, *next = NULL; co; co = next) {
            refused += fastctx_scan_coroutine(co, sp, mark, &refused) != 0;
            refused += fastctx_resumer(co, &next, &sp) != 0;
            waiting += next != NULL;
        }
        mark(NULL, sp, (size_t)((char *)threads[i].end_of_stack - (char *)sp), sp);
    }
    fastctx_each_coroutine(mark_suspended, &refused);
    return refused;
}

int main(void) {
    struct sigaction action = {.sa_handler = handler, .sa_flags = SA_RESTART};
    sigset_t signals;
    int refused = 0, lost = 0, held = 0;
    sigaction(SIGUSR1, &action, NULL);
    sigemptyset(&signals);
    sigaddset(&signals, SIGUSR1);
    pthread_sigmask(SIG_BLOCK, &signals, NULL); /* threads open it when they know who they are */
    for (int i = 0; i < THREADS; i++) {
        threads[i].number = i;
        if (fastctx_shared_create(&threads[i].shared, 64 * 1024) != 0 ||
            pthread_create(&threads[i].id, NULL, run, &threads[i]) != 0)
            printf("Bail out! a thread\n"), exit(1);
    }
    for (int round = 0; round < ROUNDS; round++) {
        usleep(500 + (unsigned)round * 7 % 300);
        for (int i = 0; i < THREADS; i++)
            pthread_kill(threads[i].id, SIGUSR1);
        for (int i = 0; i < THREADS; i++)
            while (!__atomic_load_n(&threads[i].stands, __ATOMIC_ACQUIRE))
                usleep(50);
        refused += collect();
        for (int i = 0; i < ALL; i++) {
            held += has_it[i];
            lost += has_it[i] && !found[i];
        }
        for (int i = 0; i < THREADS; i++)
            __atomic_store_n(&threads[i].goes_on, 1, __ATOMIC_RELEASE);
        for (int i = 0; i < THREADS; i++)
            while (__atomic_load_n(&threads[i].stands, __ATOMIC_ACQUIRE))
                usleep(50);
    }
    ends = 1;
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i].id, NULL);
    CHECK(held > ROUNDS * THREADS, "%d times a coroutine had a pointer", held);
    CHECK(running > 0 && waiting > 0, "%d times one ran, and %d times one waited for it", running,
          waiting);
    CHECK(refused == 0, "each could be scanned, but for %d", refused);
    CHECK(lost == 0, "and it was found, but for %d", lost);
    return check_done();
}
