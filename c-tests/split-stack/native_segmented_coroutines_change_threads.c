/*
 * The state of a segmented stack goes with the coroutine to the thread that
 * resumes it, and each thread has its own back: a thread of split code, and one
 * that libgcc knows nothing of, because other code started it.
 */
#include "../check.h"
#include <dlfcn.h>
#include <fastctx.h>
#include <pthread.h>

extern void __splitstack_getcontext(void *[10]);

enum { CONTEXTS = 50, DEPTH = 1000 };

static fastctx_co_t *coroutines[CONTEXTS];
static int finished, damaged, kept;

__attribute__((noinline)) static long deeper(int n, int yields) {
    volatile char frame[100];
    frame[0] = (char)n;
    if (yields && n % 100 == 0)
        fastctx_yield(NULL);
    long below = n ? deeper(n - 1, yields) : 0;
    return below + (frame[0] == (char)n);
}

static void *entry(void *arg, void *value) {
    (void)value;
    if (deeper(DEPTH, 1) != DEPTH + 1)
        damaged++;
    return arg;
}

static void *step(void *unused) {
    void *before[10], *after[10];
    __splitstack_getcontext(before);
    for (int i = 0; i < CONTEXTS; i++)
        finished += fastctx_resume(coroutines[i], NULL) == FASTCTX_FINISHED;
    __splitstack_getcontext(after);
    kept += before[1] == after[1] && before[3] == after[3] && before[4] == after[4];
    if (deeper(100, 0) != 101)
        damaged++;
    return unused;
}

int main(void) {
    /* With -fsplit-stack `pthread_create` is libgcc's, which prepares the thread. */
    int (*plain_create)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);
    *(void **)&plain_create = dlsym(RTLD_DEFAULT, "pthread_create");
    REQUIRE(plain_create != NULL, "the C library's own pthread_create");
    fastctx_attr_t attr = FASTCTX_ATTR_INIT;
    attr.mode = FASTCTX_STACK_SEGMENTED;
    attr.stack_size = 4096;
    for (int i = 0; i < CONTEXTS; i++)
        if (fastctx_create(&coroutines[i], &attr, entry, NULL) != 0)
            return 2;
    int steps = 0;
    for (; finished < CONTEXTS && steps < 100; steps++) {
        pthread_t thread;
        if (steps % 3 == 0)
            step(NULL);
        else if ((steps % 3 == 1 ? pthread_create : plain_create)(&thread, NULL, step, NULL) == 0)
            pthread_join(thread, NULL);
    }
    CHECK(finished == CONTEXTS && damaged == 0, "they came to their end through three threads");
    CHECK(kept == steps, "each thread has its own state back, %d times of %d", kept, steps);
    return check_done();
}
