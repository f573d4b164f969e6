/* Threads with a shared stack each make, run and destroy coroutines at the same time,
 * and hand each other those that wait. */
#include "../coroutine.h"
#include <pthread.h>

enum { THREADS = 4, COUNT = 100, ROUNDS = 30 };

static struct share {
    fastctx_shared_t *stack;
    fastctx_co_t *co[COUNT];
    int mistakes;
} shares[THREADS];
static pthread_barrier_t barrier;

static int at_most(uintptr_t number, int limit) { return (int)(number * 2654435761u % limit); }

__attribute__((noinline)) static int sink(uintptr_t number, int depth) {
    volatile unsigned char locals[96];
    int mistakes = 0;
    fill(locals, sizeof locals, number + depth);
    if (depth)
        mistakes = sink(number, depth - 1);
    else
        mistakes += fastctx_yield(NULL) != 0;
    return mistakes + !is_filled(locals, sizeof locals, number + depth);
}

static void *works(void *arg, void *value) {
    uintptr_t mistakes = 0;
    for (uintptr_t i = 0; i < ROUNDS / 2; i++)
        mistakes += sink(number_of(arg) + i, at_most(number_of(arg) + i, 40));
    (void)value;
    return value_of(mistakes);
}

static void *thread(void *arg) {
    for (uintptr_t round = 0; round < ROUNDS; round++) {
        struct share *share = &shares[(number_of(arg) + round) % THREADS];
        for (uintptr_t i = 0; i < COUNT; i++) {
            void *value = NULL;
            if (!share->co[i] &&
                try_on_shared(&share->co[i], share->stack, 0, works, value_of(round * COUNT + i))) {
                share->mistakes++;
                continue;
            }
            int result = fastctx_resume(share->co[i], &value);
            share->mistakes += result < 0 || value;
            if (result == FASTCTX_FINISHED || at_most(i + round, 7) == 0) {
                share->mistakes += fastctx_destroy(share->co[i]) != 0;
                share->co[i] = NULL;
            }
        }
        pthread_barrier_wait(&barrier);
    }
    return NULL;
}

int main(void) {
    pthread_t threads[THREADS];
    pthread_barrier_init(&barrier, NULL, THREADS);
    for (int i = 0; i < THREADS; i++)
        shares[i].stack = shared_stack(64 * 1024);
    for (uintptr_t i = 0; i < THREADS; i++)
        REQUIRE(pthread_create(&threads[i], NULL, thread, value_of(i)) == 0, "a thread");
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    for (int i = 0; i < THREADS; i++) {
        struct share *share = &shares[i];
        for (int k = 0; k < COUNT; k++)
            if (share->co[k])
                share->mistakes += fastctx_destroy(share->co[k]) != 0;
        CHECK(share->mistakes == 0, "%d mistakes with stack %d", share->mistakes, i);
        CHECK(fastctx_shared_destroy(share->stack) == 0, "nobody is left on it");
    }
    return check_done();
}
