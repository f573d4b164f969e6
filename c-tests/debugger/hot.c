/*
 * Spends its time in coroutines, at the end of a chain of functions, for a profiler; and
 * in a function behind a signal frame, with `signal`.
 */
#include <fastctx.h>
#include <stdlib.h>

static volatile unsigned long sum;

__attribute__((noinline)) void hot_inner(void) {
    for (int i = 0; i < 20000; i++)
        sum += (unsigned long)i * 7;
    __asm__ volatile("");
}

__attribute__((noinline)) void hot_outer(void) {
    hot_inner();
    __asm__ volatile("");
}

static void *hot_entry(void *arg, void *value) {
    (void)value;
    for (;;) {
        hot_outer();
        fastctx_yield(NULL);
    }
    return arg;
}

int main(int argc, char **argv) {
    fastctx_co_t *co[8];
    int rounds = argc > 1 ? atoi(argv[1]) : 20000;
    for (int i = 0; i < 8; i++)
        if (fastctx_create(&co[i], NULL, hot_entry, NULL) != 0)
            abort();
    for (int round = 0; round < rounds; round++)
        fastctx_resume(co[round % 8], NULL);
    return 0;
}
