/*
 * The segments that a context grew by are given back when its function returns.
 */
#include "../context.h"

enum { CONTEXTS = 300, DEPTH = 4000 };

static ucontext_t scheduler, context;
static char stack[16 << 10];
static int ended;

__attribute__((noinline)) static long deeper(int n) {
    volatile char frame[500];
    frame[n % sizeof frame] = (char)n;
    return n ? deeper(n - 1) + frame[n % sizeof frame] - (char)n + 1 : 0;
}

static void entry(void) { ended += deeper(DEPTH) == DEPTH; }

static long pages(void) {
    long size = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    if (!file || fscanf(file, "%ld", &size) != 1)
        exit(1);
    fclose(file);
    return size;
}

static void run(int count) {
    for (int i = 0; i < count; i++) {
        START(&context, stack, &scheduler, entry, 0);
        swapcontext(&scheduler, &context);
    }
}

int main(void) {
    run(10);
    long before = pages();
    run(CONTEXTS);
    long after = pages();
    CHECK(ended == CONTEXTS + 10, "all contexts recursed and ended");
    CHECK(after - before < 1000, "%d of them left %ld pages behind", CONTEXTS, after - before);
    return check_done();
}
