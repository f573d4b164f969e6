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

/* What is mapped. (The process's size would tell the emulator's own tables, too.) */
static long pages(void) {
    unsigned long size = 0, from, to;
    char line[512];
    FILE *file = fopen("/proc/self/maps", "r");
    while (file && fgets(line, sizeof line, file))
        if (sscanf(line, "%lx-%lx", &from, &to) == 2)
            size += to - from;
    if (!file || !size)
        exit(1);
    fclose(file);
    return (long)(size / 4096);
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
