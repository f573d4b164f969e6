/*
 * What does a copying switch cost? Main resumes two coroutines of one shared
 * stack in turn, so each resume copies the live part of the one out and that
 * of the other in. Beside it memcpy of the same bytes between the same number
 * of places, and what a resume and yield cost where nothing is to be copied.
 */
#include "bench.h"
#include "json.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SHARED_STACK = 65536 };

/* Live bytes; the first is what a shallow coroutine has at least. */
static const size_t sizes[] = {240, 1024, 4096, 16384};
enum { SIZES = sizeof sizes / sizeof sizes[0] };

static void *suspends(void *arg, void *value) {
    /* Touched and kept: the compiler does not know what the assembly reads. */
    size_t padding = *(const size_t *)arg;
    char *live = __builtin_alloca(padding + 1);
    memset(live, 1, padding + 1);
    for (;;) {
        __asm__ volatile("" ::"r"(live) : "memory");
        fastctx_yield(&value);
    }
    return value;
}

static size_t live_bytes(const fastctx_co_t *co) {
    void *low = NULL, *high = NULL;
    fastctx_stack_bounds(co, &low, &high);
    return (size_t)((char *)high - (char *)low);
}

/* Two coroutines with `padding` bytes each on a shared stack; 0 or an error. */
static int make_two(fastctx_co_t **co, fastctx_shared_t *shared, size_t *padding) {
    fastctx_attr_t attr = FASTCTX_ATTR_INIT;
    attr.mode = FASTCTX_STACK_SHARED;
    attr.shared = shared;
    for (int i = 0; i < 2; i++) {
        int error = fastctx_create(&co[i], &attr, suspends, padding);
        if (error)
            return error;
        fastctx_resume(co[i], NULL);
    }
    return 0;
}

static double time_resumes(fastctx_co_t *one, fastctx_co_t *other, long times) {
    double start = now_ns();
    for (long n = 0; n < times; n += 2) {
        void *value = NULL;
        fastctx_resume(one, &value);
        fastctx_resume(other, &value);
    }
    return (now_ns() - start) / (double)times;
}

static double time_memcpy(size_t bytes, long times) {
    static char stack[SHARED_STACK] __attribute__((aligned(4096)));
    static char image[2][SHARED_STACK + 192] __attribute__((aligned(64)));
    char *live = stack + SHARED_STACK - bytes;
    double start = now_ns();
    for (long n = 0; n < times; n++) {
        memcpy(image[n & 1], live, bytes);
        __asm__ volatile("" ::: "memory");
        memcpy(live, image[~n & 1], bytes);
        __asm__ volatile("" ::: "memory");
    }
    return (now_ns() - start) / (double)times;
}

static void write_results(size_t bytes, const char *shape, struct figure figure) {
    json_row("copy", "shared", "");
    json_text("shape", shape);
    json_number("bytes", (double)bytes);
    json_figure(figure);
    json_end();
}

static int measure(fastctx_shared_t *shared) {
    fastctx_co_t *co[SIZES][2];
    size_t padding[SIZES], live[SIZES];
    double *ns[SIZES][3]; /* copying, memcpy, without copying */
    long times = switches / 10;
    for (int s = 0; s < SIZES; s++) {
        padding[s] = s == 0 || sizes[s] < live[0] ? 0 : sizes[s] - live[0];
        int error = make_two(co[s], shared, &padding[s]);
        if (error)
            return error;
        live[s] = live_bytes(co[s][0]);
        for (int k = 0; k < 3; k++)
            ns[s][k] = calloc((size_t)rounds, sizeof(double));
    }
    for (int n = -1; n < rounds; n++) /* the first round warms up */
        for (int s = 0; s < SIZES; s++) {
            int to = n < 0 ? 0 : n;
            ns[s][0][to] = time_resumes(co[s][0], co[s][1], times);
            ns[s][1][to] = time_memcpy(live[s], times);
            ns[s][2][to] = time_resumes(co[s][0], co[s][0], times);
        }
    for (int s = 0; s < SIZES; s++) {
        struct figure copying = figure_of(ns[s][0], rounds);
        struct figure by_memcpy = figure_of(ns[s][1], rounds);
        struct figure still = figure_of(ns[s][2], rounds);
        printf("%-19zu%8.2f /%7.2f%12.2f /%7.2f%12.2f%12.2f /%7.2f\n", live[s], copying.median,
               copying.minimum, by_memcpy.median, by_memcpy.minimum, 1.3 * by_memcpy.median + 15,
               still.median, still.minimum);
        write_results(live[s], "copying", copying);
        write_results(live[s], "memcpy", by_memcpy);
        write_results(live[s], "nothing to copy", still);
        for (int k = 0; k < 3; k++)
            free(ns[s][k]);
        for (int i = 0; i < 2; i++)
            fastctx_destroy(co[s][i]);
    }
    return 0;
}

void ask_copy(void) {
    printf("Shared stack: ns per resume and yield, median / minimum of %d rounds of %ld. At most:\n"
           "1.3 x memcpy + 15 ns\n\n%-19s%17s%21s%12s%21s\n",
           rounds, switches / 10, "live bytes", "copying", "memcpy", "at most", "nothing to copy");
    fastctx_shared_t *shared;
    int error = fastctx_shared_create(&shared, SHARED_STACK);
    if (!error) {
        error = measure(shared);
        fastctx_shared_destroy(shared);
    }
    if (error)
        printf("%s\n", fastctx_strerror(error));
    putchar('\n');
}
