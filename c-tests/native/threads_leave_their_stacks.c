/* Stacks that a thread has used are there for others after its end. */
#include "stacks.h"
#include <pthread.h>

enum { COUNT = 300, THREADS = 20, SIZE = 64 * 1024, MOST = 1024 };

static uintptr_t seen[MOST];
static size_t seen_count;

static void *use(void *arg) {
    fastctx_co_t *coroutines[COUNT];
    uintptr_t places[COUNT];
    int made = 0;
    (void)arg;
    for (int i = 0; i < COUNT; i++)
        made += on_stack(&coroutines[i], FASTCTX_STACK_MAPPED, SIZE, tell_place, &places[i]) == 0 &&
                fastctx_resume(coroutines[i], NULL) == FASTCTX_YIELDED;
    for (int i = 0; i < COUNT; i++) {
        size_t j = 0;
        while (j < seen_count && seen[j] != places[i])
            j++;
        if (j == seen_count && j < MOST)
            seen[seen_count++] = places[i];
        fastctx_destroy(coroutines[i]);
    }
    return (void *)(intptr_t)made;
}

int main(void) {
    int made = 0;
    for (int i = 0; i < THREADS; i++) {
        pthread_t thread;
        void *result = NULL;
        REQUIRE(pthread_create(&thread, NULL, use, NULL) == 0, "thread %d", i);
        pthread_join(thread, &result);
        made += (int)(intptr_t)result;
    }
    CHECK(made == COUNT * THREADS, "%d coroutines ran", made);
    /* A thread that has less than it needs takes half a magazine more. */
    CHECK(seen_count >= COUNT && seen_count <= COUNT + 64, "on %zu stacks", seen_count);
    return check_done();
}
