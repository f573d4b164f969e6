/* Where there is no memory for the image of the one that has to leave a shared stack,
 * the call that needs it says so, and nothing else has changed. */
#include "../coroutine.h"
#include <pthread.h>
#include <sys/mman.h>
#include <sys/resource.h>

enum { DEEP = 300 * 1000 };
static fastctx_shared_t *shared;
static int mistakes;

static void limit_memory(int on) {
    struct rlimit limit;
    getrlimit(RLIMIT_AS, &limit);
    limit.rlim_cur = on ? 1 << 20 : limit.rlim_max;
    if (setrlimit(RLIMIT_AS, &limit))
        mistakes++;
}

static void *shallow(void *arg, void *value) {
    for (;;) {
        volatile unsigned char locals[64];
        fill(locals, sizeof locals, 3);
        if (fastctx_yield(&value))
            return arg;
        mistakes += !is_filled(locals, sizeof locals, 3);
    }
}

/* Deep in the stack it yields, or resumes the one in `arg`. */
__attribute__((noinline)) static void *deep(void *arg, void *value) {
    volatile unsigned char locals[DEEP];
    fill(locals, sizeof locals, 1);
    if (arg) {
        fastctx_co_t *other = arg;
        limit_memory(1);
        value = value_of(8);
        int result = fastctx_resume(other, &value);
        limit_memory(0);
        CHECK(result == -ENOMEM, "a resume from the stack itself: %s", fastctx_strerror(result));
        CHECK(value == value_of(8), "the value is as it was");
        CHECK(fastctx_status(other) == FASTCTX_SUSPENDED, "the other one is suspended");
        CHECK(fastctx_status(fastctx_current()) == FASTCTX_RUNNING, "this one runs");
        CHECK(is_filled(locals, sizeof locals, 1), "and its locals are right");
        result = fastctx_resume(other, &value);
        CHECK(result == FASTCTX_YIELDED && value == value_of(8), "with memory it works: %d",
              result);
    } else {
        limit_memory(1);
        value = value_of(9);
        int result = fastctx_yield(&value);
        limit_memory(0);
        CHECK(result == (fastctx_status(fastctx_current()) == FASTCTX_RUNNING ? result : 1),
              "runs");
        CHECK(result == 0 || result == -ENOMEM, "a yield: %s", fastctx_strerror(result));
        if (result) {
            CHECK(value == value_of(9), "the value is as it was");
            CHECK(fastctx_yield(&value) == 0, "with memory it works");
        }
    }
    CHECK(is_filled(locals, sizeof locals, 1), "the locals are right");
    return fastctx_yield(NULL) ? NULL : value_of(4);
}

static void *resumes_deep(void *arg, void *value) {
    volatile unsigned char locals[64];
    fill(locals, sizeof locals, 6);
    fastctx_co_t *co = arg;
    int result = fastctx_resume(co, &value);
    CHECK(result == FASTCTX_YIELDED && value == value_of(9), "one on its stack resumed it: %d",
          result);
    CHECK(is_filled(locals, sizeof locals, 6), "and its locals are right");
    CHECK(fastctx_resume(co, NULL) == FASTCTX_YIELDED, "it goes on");
    CHECK(fastctx_resume(co, NULL) == FASTCTX_FINISHED, "and ends");
    CHECK(is_filled(locals, sizeof locals, 6), "and these locals are still right");
    return NULL;
}

/* A coroutine's end cannot be refused: what it needs was there before. */
static fastctx_co_t *lies_there;
static int yielded_with;

__attribute__((noinline)) static void yield_deep(void) {
    volatile unsigned char locals[DEEP];
    fill(locals, sizeof locals, 2);
    limit_memory(1);
    yielded_with = fastctx_yield(NULL);
    limit_memory(0);
    if (yielded_with)
        mistakes += fastctx_yield(NULL) != 0;
    mistakes += !is_filled(locals, sizeof locals, 2);
}

static void *goes_deep(void *arg, void *value) {
    (void)value;
    yield_deep();
    return arg;
}

static void *ends_without_memory(void *arg, void *value) {
    lies_there = on_shared(shared, goes_deep, arg);
    int result = fastctx_resume(lies_there, NULL);
    CHECK(result == FASTCTX_YIELDED && yielded_with == -ENOMEM, "it yields when it can: %s",
          fastctx_strerror(yielded_with));
    limit_memory(1);
    return value;
}

static void *waits_for_the_end(void *arg, void *value) {
    volatile unsigned char locals[64];
    void *stack;
    fill(locals, sizeof locals, 7);
    fastctx_co_t *co = on_own(ends_without_memory, arg, &stack);
    int result = fastctx_resume(co, &value);
    limit_memory(0);
    CHECK(result == FASTCTX_FINISHED, "the one between has ended");
    CHECK(is_filled(locals, sizeof locals, 7), "and its resumer's locals are right");
    CHECK(fastctx_resume(lies_there, NULL) == FASTCTX_FINISHED, "as are those of the deep one");
    CHECK(fastctx_destroy(lies_there) == 0 && fastctx_destroy(co) == 0, "destroyed");
    free(stack);
    return NULL;
}

static void *resumes_it(void *arg) {
    CHECK(fastctx_resume(arg, NULL) == FASTCTX_YIELDED, "the stack is not this thread's for ever");
    return NULL;
}

int main(void) {
    limit_memory(1);
    void *probe = mmap(NULL, DEEP, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    limit_memory(0);
    if (probe != MAP_FAILED)
        SKIP_ALL("memory cannot be limited here");
    shared = shared_stack(1 << 20);
    fastctx_co_t *small = on_shared(shared, shallow, NULL);
    CHECK(fastctx_resume(small, NULL) == FASTCTX_YIELDED, "a shallow one waits");

    /* The owner is deep, and the thread resumes another. */
    fastctx_co_t *large = on_shared(shared, deep, NULL);
    CHECK(fastctx_resume(large, NULL) == FASTCTX_YIELDED, "a deep one waits on the stack");
    void *value = value_of(5);
    limit_memory(1);
    int result = fastctx_resume(small, &value);
    int cancelled = fastctx_cancel(small);
    limit_memory(0);
    CHECK(result == -ENOMEM && value == value_of(5), "a resume of another: %s",
          fastctx_strerror(result));
    CHECK(cancelled == -ENOMEM, "cancelling it: %s", fastctx_strerror(cancelled));
    CHECK(fastctx_status(small) == FASTCTX_SUSPENDED, "it is suspended");
    CHECK(fastctx_resume(small, &value) == FASTCTX_YIELDED && value == value_of(5),
          "and goes on, with memory, not cancelled");
    CHECK(fastctx_resume(large, NULL) == FASTCTX_YIELDED, "as does the deep one");
    CHECK(fastctx_resume(large, &value) == FASTCTX_FINISHED && value == value_of(4), "to its end");
    CHECK(fastctx_destroy(large) == 0, "destroyed");

    large = on_shared(shared, deep, small);
    CHECK(fastctx_resume(large, NULL) == FASTCTX_YIELDED, "one that resumes from deep");
    CHECK(fastctx_cancel(large) == FASTCTX_FINISHED, "ends");
    CHECK(fastctx_destroy(large) == 0, "destroyed");

    large = on_shared(shared, deep, NULL);
    fastctx_co_t *outer = on_shared(shared, resumes_deep, large);
    CHECK(fastctx_resume(outer, NULL) == FASTCTX_FINISHED, "one that was resumed and is deep");
    CHECK(fastctx_destroy(large) == 0 && fastctx_destroy(outer) == 0, "destroyed");
    outer = on_shared(shared, waits_for_the_end, NULL);
    CHECK(fastctx_resume(outer, NULL) == FASTCTX_FINISHED,
          "one where a deep one lies on its stack");
    CHECK(fastctx_destroy(outer) == 0, "destroyed");
    pthread_t thread;
    REQUIRE(pthread_create(&thread, NULL, resumes_it, small) == 0, "a thread");
    pthread_join(thread, NULL);
    CHECK(fastctx_destroy(small) == 0, "destroyed");
    CHECK(fastctx_shared_destroy(shared) == 0, "and nobody is left");

    limit_memory(1);
    shared = (fastctx_shared_t *)&mistakes;
    result = fastctx_shared_create(&shared, 1 << 20);
    limit_memory(0);
    CHECK(result == -ENOMEM && shared == (fastctx_shared_t *)&mistakes, "no stack: %s",
          fastctx_strerror(result));
    CHECK(mistakes == 0, "%d mistakes", mistakes);
    return check_done();
}
