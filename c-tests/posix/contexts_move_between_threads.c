/*
 * A context that one thread suspended goes on in another: neither stack, nor
 * registers, nor anything of ours belongs to the thread.
 */
#include "../context.h"
#include <errno.h>
#include <pthread.h>

enum { ROUNDS = 2000 };
static ucontext_t other;
static __thread ucontext_t scheduler;
static __thread int thread_mark;
static char stack[STACK_SIZE];
static pthread_barrier_t turn;
static volatile int hops, wrong_mark;

/* Not to be computed once for all: the thread changes under the function. */
static __attribute__((noinline)) ucontext_t *my_scheduler(void) {
    __asm__ volatile("");
    return &scheduler;
}
static __attribute__((noinline)) int my_mark(void) {
    __asm__ volatile("");
    return thread_mark;
}

static void body(void) {
    for (int i = 0;; i++) {
        wrong_mark |= my_mark() != i % 2 + 1;
        hops++;
        swapcontext(&other, my_scheduler());
    }
}

static void *run(void *mark) {
    thread_mark = *(int *)mark;
    for (int i = 0; i < ROUNDS; i++) {
        if (i % 2 + 1 == thread_mark)
            swapcontext(my_scheduler(), &other);
        pthread_barrier_wait(&turn);
    }
    return NULL;
}

int main(void) {
    int marks[2] = {1, 2};
    pthread_t threads[2];
    pthread_barrier_init(&turn, NULL, 2);
    START(&other, stack, NULL, body, 0);
    for (int i = 0; i < 2; i++)
        pthread_create(&threads[i], NULL, run, &marks[i]);
    for (int i = 0; i < 2; i++)
        pthread_join(threads[i], NULL);
    CHECK(hops == ROUNDS, "the context ran in turn on both threads: %d", hops);
    CHECK(!wrong_mark, "each time it saw the thread it was on");
    return check_done();
}
