/* A shared stack is one thread's while coroutines run or wait on it: others get
 * -EBUSY. Once they have yielded, any thread goes on with any of them. */
#include "../coroutine.h"
#include <pthread.h>

static fastctx_shared_t *shared;
static fastctx_co_t *first, *second, *third;
static int mistakes;

static void in_a_thread(void *(*function)(void *)) {
    pthread_t thread;
    int created = pthread_create(&thread, NULL, function, NULL);
    if (created == 0)
        pthread_join(thread, NULL);
    REQUIRE(created == 0, "a thread");
}

static void *counts(void *arg, void *value) {
    volatile unsigned char locals[400];
    fill(locals, sizeof locals, number_of(arg));
    for (uintptr_t i = 1;; i++) {
        value = value_of(number_of(arg) + i);
        if (fastctx_yield(&value))
            return NULL;
        mistakes += !is_filled(locals, sizeof locals, number_of(arg));
    }
}

static void *tries(void *arg) {
    void *value = value_of(1);
    CHECK(fastctx_resume(second, &value) == -EBUSY, "another thread cannot resume one there");
    CHECK(value == value_of(1), "the value is as it was");
    CHECK(fastctx_cancel(second) == -EBUSY, "nor cancel it");
    CHECK(fastctx_status(second) == FASTCTX_SUSPENDED, "it is suspended");
    return arg;
}

static void *destroys(void *arg) {
    CHECK(fastctx_destroy(second) == -EBUSY, "nor can another thread destroy who lies there");
    CHECK(fastctx_destroy(third) == 0, "but one that is parked");
    third = NULL;
    return arg;
}

static void *lets_try(void *arg, void *value) {
    (void)value;
    in_a_thread(tries);
    CHECK(fastctx_resume(second, NULL) == FASTCTX_YIELDED, "this one resumes it");
    in_a_thread(tries);
    if (arg) /* and stands elsewhere, so what was resumed lies on the stack still */
        in_a_thread(destroys);
    return fastctx_yield(NULL) ? NULL : arg;
}

static void *waits_elsewhere(void *arg, void *value) {
    (void)value;
    void *stack;
    fastctx_co_t *co = on_own(lets_try, arg, &stack);
    CHECK(fastctx_resume(co, NULL) == FASTCTX_YIELDED, "from a stack of its own:");
    CHECK(fastctx_cancel(co) == FASTCTX_FINISHED && fastctx_destroy(co) == 0, "done with it");
    free(stack);
    return NULL;
}

static uintptr_t turns;

static void *takes_turns(void *arg) {
    for (int i = 0; i < 3; i++) {
        void *value = NULL;
        turns++;
        mistakes +=
            fastctx_resume(first, &value) != FASTCTX_YIELDED || value != value_of(100 + turns);
        value = NULL;
        mistakes +=
            fastctx_resume(second, &value) != FASTCTX_YIELDED || value != value_of(900 + turns);
    }
    return arg;
}

static void *destroys_first(void *arg) {
    mistakes += fastctx_destroy(first) != 0;
    return arg;
}

int main(void) {
    shared = shared_stack(64 * 1024);
    second = on_shared(shared, counts, value_of(500));
    CHECK(fastctx_resume(second, NULL) == FASTCTX_YIELDED, "one waits");
    first = on_shared(shared, lets_try, NULL);
    CHECK(fastctx_resume(first, NULL) == FASTCTX_YIELDED, "one on the stack:");
    CHECK(fastctx_cancel(first) == FASTCTX_FINISHED && fastctx_destroy(first) == 0, "done with it");

    third = on_shared(shared, counts, value_of(300));
    CHECK(fastctx_resume(third, NULL) == FASTCTX_YIELDED, "a third one is parked");
    first = on_shared(shared, waits_elsewhere, value_of(1));
    CHECK(fastctx_resume(first, NULL) == FASTCTX_FINISHED, "one that waits for one elsewhere");
    CHECK(fastctx_destroy(first) == 0 && fastctx_destroy(second) == 0, "done with them");
    if (third)
        fastctx_destroy(third);

    first = on_shared(shared, counts, value_of(100));
    second = on_shared(shared, counts, value_of(900));
    for (int i = 0; i < 3; i++) {
        takes_turns(NULL);
        in_a_thread(takes_turns);
    }
    CHECK(mistakes == 0, "threads take turns with two coroutines: %d mistakes", mistakes);
    in_a_thread(destroys_first);
    CHECK(mistakes == 0, "and any destroys one");
    CHECK(fastctx_cancel(second) == FASTCTX_FINISHED && fastctx_destroy(second) == 0,
          "and ends the other");
    CHECK(mistakes == 0 && fastctx_shared_destroy(shared) == 0, "and nobody is left");
    return check_done();
}
