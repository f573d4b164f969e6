/* fork(2) while other threads make coroutines: the child can, too. */
#include "stacks.h"
#include <pthread.h>

enum { COUNT = 150, FORKS = 40, THREADS = 3, SIZE = 64 * 1024 };

static volatile int stop;

/* Makes more than a thread keeps, so that it takes the locks again and again. */
static int churn(void) {
    fastctx_co_t *coroutines[COUNT];
    uintptr_t places[COUNT];
    int right = 0;
    for (int i = 0; i < COUNT; i++)
        right += on_stack(&coroutines[i], i % 2 ? FASTCTX_STACK_MAPPED : FASTCTX_STACK_GROWING,
                          SIZE, tell_place, &places[i]) == 0;
    for (int i = 0; i < COUNT; i++)
        right += fastctx_resume(coroutines[i], NULL) == FASTCTX_YIELDED;
    for (int i = 0; i < COUNT; i++)
        right += fastctx_resume(coroutines[i], NULL) == FASTCTX_FINISHED &&
                 fastctx_destroy(coroutines[i]) == 0;
    return right == 3 * COUNT;
}

static void *churn_on(void *arg) {
    int right = 1;
    while (!stop && right)
        right = churn();
    return right ? arg : NULL;
}

static int child(void *arg) {
    (void)arg;
    for (int i = 0; i < 5; i++)
        if (!churn())
            return 1;
    return 0;
}

int main(void) {
    pthread_t threads[THREADS];
    static char anything[1];
    for (int i = 0; i < THREADS; i++)
        REQUIRE(pthread_create(&threads[i], NULL, churn_on, anything) == 0, "thread %d", i);
    int right = 0;
    for (int i = 0; i < FORKS; i++)
        right += in_child(child, NULL) == 0;
    stop = 1;
    CHECK(right == FORKS, "%d of %d children make coroutines", right, FORKS);
    for (int i = 0; i < THREADS; i++) {
        void *result = NULL;
        pthread_join(threads[i], &result);
        CHECK(result != NULL, "and so does thread %d of the parent", i);
    }
    return check_done();
}
