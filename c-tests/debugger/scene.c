/*
 * Coroutines of every mode and status, as a debugger finds them at stop_here(). With an
 * argument it dumps core there.
 */
#include <fastctx.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static fastctx_shared_t *shared;

__attribute__((noinline)) void stop_here(int dump) {
    if (dump)
        abort();
    __asm__ volatile("" : : : "memory");
}

static volatile int dump;

__attribute__((noinline)) int waits_deep(int depth) {
    volatile char room[80];
    room[depth] = 1;
    int result = depth ? waits_deep(depth - 1) : fastctx_yield(NULL);
    return result + room[depth];
}

__attribute__((noinline)) int waits_deeper(int depth) { return waits_deep(depth) + depth; }

static void *waits(void *arg, void *value) {
    (void)value;
    waits_deeper((int)(size_t)arg);
    return NULL;
}

__attribute__((noinline)) static void *never_starts(void *arg, void *value) {
    (void)value;
    return arg;
}

static void *innermost(void *arg, void *value) {
    (void)value;
    stop_here(dump);
    return arg;
}

__attribute__((noinline)) int resumes_another(void) {
    fastctx_co_t *co;
    fastctx_attr_t attr = FASTCTX_ATTR_INIT;
    attr.name = "inner";
    if (fastctx_create(&co, &attr, innermost, NULL) != 0)
        abort();
    return fastctx_resume(co, NULL) + fastctx_destroy(co);
}

static void *outer(void *arg, void *value) {
    (void)value;
    return resumes_another() ? arg : NULL;
}

static fastctx_co_t *make(int mode, const char *name, fastctx_entry_t entry, size_t depth) {
    fastctx_co_t *co;
    fastctx_attr_t attr = FASTCTX_ATTR_INIT;
    attr.mode = mode;
    attr.name = name;
    if (mode == FASTCTX_STACK_SHARED)
        attr.shared = shared;
    if (mode == FASTCTX_STACK_GIVEN) {
        attr.stack_size = 64 * 1024;
        attr.stack = malloc(attr.stack_size);
    }
    if (fastctx_create(&co, &attr, entry, (void *)depth) != 0)
        abort();
    return co;
}

int main(int argc, char **argv) {
    (void)argv;
    dump = argc > 1;
    if (fastctx_shared_create(&shared, 256 * 1024) != 0)
        abort();
    fastctx_co_t *dead = make(FASTCTX_STACK_MAPPED, "dead", never_starts, 0);
    fastctx_resume(dead, NULL);
    fastctx_destroy(make(FASTCTX_STACK_MAPPED, "destroyed", waits, 1));
    make(FASTCTX_STACK_MAPPED, "fresh", never_starts, 0);
    fastctx_resume(make(FASTCTX_STACK_MAPPED, "mapped", waits, 3), NULL);
    fastctx_resume(make(FASTCTX_STACK_GROWING, "growing", waits, 4), NULL);
    fastctx_resume(make(FASTCTX_STACK_SHARED, "out", waits, 5), NULL);
    fastctx_resume(make(FASTCTX_STACK_SHARED, "in", waits, 2), NULL);
    fastctx_resume(make(FASTCTX_STACK_GIVEN, "given", waits, 1), NULL);
    fastctx_resume(make(FASTCTX_STACK_MAPPED, "outer", outer, 1), NULL);
    puts("done");
    return 0;
}
