/*
 * Contexts that go on in another thread take their masks along, and each thread
 * has its own again when they are gone: plain ones, and those that were left
 * inside a signal handler, which returns in the other thread.
 */
#include "../mask_change.h"
#include "arch.h"
#include <pthread.h>

enum { THREADS = 3, TASKS = 5, ROUNDS = 400 };
static ucontext_t tasks[TASKS];
static char stacks[TASKS][STACK_SIZE];
static __thread ucontext_t scheduler;
static __thread int current;
static pthread_barrier_t turn;
static struct expected in_task[TASKS], in_handler[TASKS], in_thread[THREADS];
static int ran[TASKS];

/* Not to be computed once for all: the thread changes under the function. */
static __attribute__((noinline)) ucontext_t *my_scheduler(void) {
    __asm__ volatile("");
    return &scheduler;
}
static __attribute__((noinline)) int *my_current(void) {
    __asm__ volatile("");
    return &current;
}

static uint64_t mask_of_thread(int thread) { return bit(SIGHUP) | bit(40 + thread); }
static uint64_t mask_of_task(int task, int time) {
    /* The third is that of a thread. */
    return task == 2 ? mask_of_thread(0) : bit(50 + task) | (time % 3 ? 0 : bit(SIGTERM));
}

static void handler(int signal) {
    const int self = *my_current();
    const uint64_t mask = mask_of_task(self, ran[self]) | bit(signal);
    expect(&in_handler[self], mask, saved_mask());
    swapcontext(&tasks[self], my_scheduler());
    expect(&in_handler[self], mask, kernel_mask());
    expect(&in_handler[self], mask, saved_mask());
}

static void task(int self) {
    for (;;) {
        sigset_t set = to_set(mask_of_task(self, ran[self]));
        pthread_sigmask(SIG_SETMASK, &set, NULL);
        expect(&in_task[self], of_set(&set), saved_mask());
        swapcontext(&tasks[self], my_scheduler());
        expect(&in_task[self], of_set(&set), kernel_mask());
        if (self % 2) {
            raise(SIGUSR1);
            expect(&in_task[self], of_set(&set), saved_mask());
            expect(&in_task[self], of_set(&set), kernel_mask());
        }
        ran[self]++;
    }
}

static void *run(void *argument) {
    const int thread = (int)(intptr_t)argument;
    begin_with(mask_of_thread(thread));
    for (int i = 0; i < ROUNDS; i++) {
        for (int t = 0; t < TASKS; t++) {
            if ((t + i) % THREADS != thread)
                continue;
            *my_current() = t;
            swapcontext(my_scheduler(), &tasks[t]);
            expect(&in_thread[thread], mask_of_thread(thread), kernel_mask());
        }
        expect(&in_thread[thread], mask_of_thread(thread), saved_mask());
        pthread_barrier_wait(&turn);
    }
    return NULL;
}

int main(void) {
    pthread_t threads[THREADS];
    struct sigaction action = {.sa_handler = handler};
    sigaction(SIGUSR1, &action, NULL);
    pthread_barrier_init(&turn, NULL, THREADS);
    for (int t = 0; t < TASKS; t++)
        START(&tasks[t], stacks[t], NULL, task, 1, t);
    for (int i = 0; i < THREADS; i++)
        pthread_create(&threads[i], NULL, run, (void *)(intptr_t)i);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    for (int t = 0; t < TASKS; t++) {
        CHECK(ran[t] > ROUNDS / 3, "context %d ran %d times", t, ran[t]);
        CHECK_EXPECTED(in_task[t], "with its mask in every thread");
        CHECK_EXPECTED(in_handler[t], "and its handler's");
    }
    for (int i = 0; i < THREADS; i++)
        CHECK_EXPECTED(in_thread[i], "thread %d has its own mask", i);
    return check_done();
}
