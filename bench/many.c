/*
 * What does a switch cost where coroutines outnumber the caches, and pages the
 * TLB? Main resumes all of a crowd in turn, each on a page of its own, in crowds
 * of 1, 10, 100 and so on. Small ones live side by side, rounds interleaved;
 * those of a few hundred megabytes and more live one after the other. Where
 * memory or mappings end, a contender's line ends.
 */
#include "bench.h"
#include "json.h"
#include <stdio.h>
#include <stdlib.h>

static const struct crowd *const crowds[] = {
    &crowd_mapped,     &crowd_growing, &crowd_shared, &crowd_native, &crowd_auto, &crowd_glibc,
#ifdef HAVE_BOOST
    &crowd_boost,
#endif
#ifdef HAVE_COROSENSEI
    &crowd_corosensei,
#endif
};
enum {
    ROWS = sizeof crowds / sizeof crowds[0],
    SIZES = 7,
    SIDE_BY_SIDE = 10000, /* contexts: up to here */
    LARGE = 1000000,      /* contexts: from here, fewer rounds */
    LARGE_ROUNDS = 5,
};

static struct line {
    struct figure plain[SIZES], ahead[SIZES];
    double *plain_ns, *ahead_ns; /* of each round of the present size */
    double each;                 /* bytes that a context of the last size took */
    char failure[160];           /* once there is one */
    long failed_at;
} lines[ROWS];

static double bytes_available(void) {
    char line[256];
    double kilobytes = -1;
    FILE *f = fopen("/proc/meminfo", "r");
    while (f && fgets(line, sizeof line, f))
        if (sscanf(line, "MemAvailable: %lf", &kilobytes) == 1)
            break;
    if (f)
        fclose(f);
    return kilobytes < 0 ? 1e300 : kilobytes * 1024;
}

/* The system promises more memory than it has, and kills who believes it. */
static void begin(int r, long count) {
    struct line *line = &lines[r];
    double wanted = line->each * (double)count, available = bytes_available();
    if (!line->failure[0] && wanted > available)
        snprintf(line->failure, sizeof line->failure, "no memory: %.2f GB of %.2f", wanted / 1e9,
                 available / 1e9);
    if (!line->failure[0]) {
        struct memory before = memory_now();
        const char *failure = crowds[r]->begin(crowds[r], count);
        struct memory after = memory_now();
        if (failure)
            snprintf(line->failure, sizeof line->failure, "%s", failure);
        line->each = (after.resident - before.resident + after.page_tables - before.page_tables) /
                     (double)count;
    }
    if (line->failure[0] && !line->failed_at)
        line->failed_at = count;
}

static double time_resumes(const struct crowd *crowd,
                           void (*resume)(const struct crowd *, long times), long count) {
    long times = switches / 10 / (2 * count);
    if (times < 1)
        times = 1;
    double start = now_ns();
    resume(crowd, times);
    return (now_ns() - start) / (2 * (double)count * (double)times);
}

static void measure(int r, int n, long count) {
    if (lines[r].failure[0])
        return;
    crowds[r]->resume(crowds[r], 1); /* into the caches, as far as it goes */
    lines[r].plain_ns[n] = time_resumes(crowds[r], crowds[r]->resume, count);
    if (crowds[r]->ahead)
        lines[r].ahead_ns[n] = time_resumes(crowds[r], crowds[r]->ahead, count);
}

static void end(int r, int size, int times) {
    struct line *line = &lines[r];
    if (line->failure[0])
        return;
    crowds[r]->end(crowds[r]);
    line->plain[size] = figure_of(line->plain_ns, times);
    if (crowds[r]->ahead)
        line->ahead[size] = figure_of(line->ahead_ns, times);
}

static void measure_all(int size, long count) {
    int times = count < LARGE || rounds < LARGE_ROUNDS ? rounds : LARGE_ROUNDS;
    int together = count <= SIDE_BY_SIDE ? ROWS : 1;
    for (int first = 0; first < ROWS; first += together) {
        int next = first + together;
        for (int r = first; r < next; r++)
            begin(r, count);
        for (int n = 0; n < times; n++)
            for (int r = first; r < next; r++)
                measure(r, n, count);
        for (int r = first; r < next; r++)
            end(r, size, times);
    }
}

static void write_results(int r, const char *shape, const struct figure *figures, int sizes) {
    long count = 1;
    for (int s = 0; s < sizes; s++, count *= 10) {
        int failed = count == lines[r].failed_at;
        if (!figures[s].rounds && !failed)
            continue;
        json_row("many", crowds[r]->name, crowds[r]->keeps);
        json_text("shape", shape);
        json_number("contexts", (double)count);
        if (failed)
            json_text("failure", lines[r].failure);
        else
            json_figure(figures[s]);
        json_end();
    }
}

static void print_line(const char *name, const struct figure *figures, int sizes) {
    printf("%-31s", name);
    for (int s = 0; s < sizes; s++)
        print_figure(figures[s]);
    putchar('\n');
}

void ask_many(void) {
    for (int r = 0; r < ROWS; r++) {
        lines[r].plain_ns = calloc((size_t)rounds, sizeof(double));
        lines[r].ahead_ns = calloc((size_t)rounds, sizeof(double));
    }
    int sizes = 0;
    for (long count = 1; sizes < SIZES && count <= switches * 5; count *= 10)
        measure_all(sizes++, count);

    printf(
        "Round-robin over so many: ns per switch, median/minimum of %d rounds (a million: %d)\n\n"
        "%-31s",
        rounds, rounds < LARGE_ROUNDS ? rounds : LARGE_ROUNDS, "");
    long count = 1;
    for (int s = 0; s < sizes; s++, count *= 10)
        printf(" %11ld", count);
    putchar('\n');
    for (int r = 0; r < ROWS; r++) {
        print_line(crowds[r]->name, lines[r].plain, sizes);
        write_results(r, "in turn", lines[r].plain, sizes);
        if (crowds[r]->ahead) {
            print_line("  with fastctx_prefetch", lines[r].ahead, sizes);
            write_results(r, "prefetching", lines[r].ahead, sizes);
        }
        free(lines[r].plain_ns);
        free(lines[r].ahead_ns);
    }
    for (int r = 0; r < ROWS; r++)
        if (lines[r].failed_at)
            printf("%s: not %ld: %s\n", crowds[r]->name, lines[r].failed_at, lines[r].failure);
    putchar('\n');
}
