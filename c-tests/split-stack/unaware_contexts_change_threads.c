/* A context that has grown in one thread goes on in another, and each thread
 * goes on with its own stack's state. */
#include "../context.h"
#include <pthread.h>

enum { CONTEXTS = 4, DEPTH = 1000 };

static struct {
    ucontext_t here, caller;
    char *stack;
    int done;
} tasks[CONTEXTS];
static int damaged;

__attribute__((noinline)) static long deeper(int self, int n) {
    volatile char frame[300];
    frame[n % sizeof frame] = (char)n;
    if (self >= 0 && n % 100 == 0)
        swapcontext(&tasks[self].here, &tasks[self].caller);
    long below = n ? deeper(self, n - 1) : 0;
    return below + (frame[n % sizeof frame] == (char)n);
}

static void entry(int self) {
    if (deeper(self, DEPTH) != DEPTH + 1)
        damaged++;
    tasks[self].done = 1;
    swapcontext(&tasks[self].here, &tasks[self].caller);
}

static void *step(void *unused) {
    for (int i = 0; i < CONTEXTS; i++)
        if (!tasks[i].done)
            swapcontext(&tasks[i].caller, &tasks[i].here);
    if (deeper(-1, 500) != 501)
        damaged++;
    return unused;
}

static void make(int i) {
    tasks[i].stack = malloc(16 << 10);
    on_stack(&tasks[i].here, tasks[i].stack, 16 << 10, NULL);
    makecontext(&tasks[i].here, (void (*)(void))entry, 1, i);
}

int main(void) {
    int ended = 0;
    for (int i = 0; i < CONTEXTS; i++)
        make(i);
    for (int i = 0; i < DEPTH / 100 + 2; i++) {
        pthread_t thread;
        pthread_create(&thread, NULL, step, NULL);
        pthread_join(thread, NULL);
        step(NULL);
    }
    for (int i = 0; i < CONTEXTS; i++)
        ended += tasks[i].done;
    CHECK(ended == CONTEXTS, "all contexts came to their end");
    CHECK(damaged == 0, "with all their frames");
    return check_done();
}
