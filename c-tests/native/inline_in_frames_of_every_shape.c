/*
 * Inline switches in functions with over-aligned variables, variable-length
 * ones, alloca and many arguments: what the frame is addressed by comes back.
 */
#include "native.h"
#include <alloca.h>
#include <fastctx_inline.h>

static void *other_frame(void *arg, void *value) {
    OPAQUE(arg);
    char *variable = alloca((size_t)(uintptr_t)arg);
    char aligned[128] __attribute__((aligned(128)));
    __asm__ volatile("" : : "r"(variable), "r"(aligned) : "memory");
    for (;;)
        value = fastctx_switch_inline(&there, &here, value);
    return NULL;
}

static int all_are(const char *bytes, size_t size, int wanted) {
    for (size_t i = 0; i < size; i++)
        if (bytes[i] != wanted)
            return 0;
    return 1;
}
#define SHOW(array) __asm__ volatile("" : : "r"(array) : "memory")

static __attribute__((noinline)) int over_aligned(void) {
    char array[192] __attribute__((aligned(64)));
    memset(array, 1, sizeof array);
    for (int i = 0; i < 3; i++) {
        SHOW(array);
        fastctx_switch_inline(&here, &there, NULL);
    }
    return all_are(array, sizeof array, 1) && (uintptr_t)array % 64 == 0;
}

static __attribute__((noinline)) int variable_length(size_t size) {
    OPAQUE(size);
    char array[size];
    memset(array, 2, size);
    for (int i = 0; i < 3; i++) {
        SHOW(array);
        fastctx_switch_inline(&here, &there, NULL);
    }
    return all_are(array, size, 2);
}

static __attribute__((noinline)) int both(size_t size) {
    OPAQUE(size);
    char aligned[256] __attribute__((aligned(128)));
    char array[size];
    char *more = alloca(size * 2);
    memset(aligned, 3, sizeof aligned);
    memset(array, 4, size);
    memset(more, 5, size * 2);
    for (int i = 0; i < 3; i++) {
        SHOW(aligned);
        SHOW(array);
        SHOW(more);
        fastctx_switch_inline(&here, &there, NULL);
    }
    return all_are(aligned, sizeof aligned, 3) && all_are(array, size, 4) &&
           all_are(more, size * 2, 5) && (uintptr_t)aligned % 128 == 0;
}

/* alloca between switches: the stack pointer is not where it was. */
static __attribute__((noinline)) int growing(size_t size) {
    OPAQUE(size);
    char *parts[4];
    for (int i = 0; i < 4; i++) {
        parts[i] = alloca(size);
        memset(parts[i], i, size);
        SHOW(parts[i]);
        fastctx_switch_inline(&here, &there, NULL);
    }
    int right = 1;
    for (int i = 0; i < 4; i++)
        right &= all_are(parts[i], size, i);
    return right;
}

static __attribute__((noinline)) long many_arguments(long a, long b, long c, long d, long e, long f,
                                                     long g, long h, long i, long j, double x) {
    char array[64] __attribute__((aligned(64)));
    memset(array, 6, sizeof array);
    SHOW(array);
    fastctx_switch_inline(&here, &there, NULL);
    return all_are(array, sizeof array, 6) ? a + 2 * b + 3 * c + 4 * d + 5 * e + 6 * f + 7 * g +
                                                 8 * h + 9 * i + 10 * j + (long)x
                                           : 0;
}

/* The switch as an argument, between others that are computed and passed. */
static __attribute__((noinline)) long collect(long a, long b, long c, long d, long e, long f,
                                              long g, long h, long i) {
    return a + 10 * b + 100 * c + 1000 * d + 10000 * e + 100000 * f + 1000000 * g + 10000000 * h +
           100000000 * i;
}
static long pass(long n) {
    return (long)fastctx_switch_inline(&here, &there, number((uintptr_t)n));
}

int main(void) {
    start_there(other_frame, number(300));
    CHECK(over_aligned(), "over-aligned variables");
    CHECK(variable_length(100), "variable-length arrays");
    CHECK(both(100), "both and alloca");
    CHECK(growing(100), "alloca between switches");
    CHECK(many_arguments(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11.5) == 396, "arguments on the stack");
    CHECK(collect(pass(1), pass(2), pass(3), pass(4), pass(5), pass(6), pass(7), pass(8),
                  pass(9)) == 987654321,
          "switches in arguments");
    return check_done();
}
