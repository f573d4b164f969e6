/*
 * What does a switch cost where coroutines outnumber the caches, and pages the
 * TLB? Main resumes all of a crowd in turn, each on a page of its own. The
 * small crowds live side by side, rounds interleaved; the large ones, of 4 GiB
 * each, live one after the other.
 */
#include "bench.h"
#include <stdio.h>
#include <stdlib.h>

static const struct crowd *const crowds[] = {
    &crowd_growing,    &crowd_shared, &crowd_native,
#ifdef HAVE_BOOST
    &crowd_boost,
#endif
#ifdef HAVE_COROSENSEI
    &crowd_corosensei,
#endif
};
enum { ROWS = sizeof crowds / sizeof crowds[0], LARGE_ROUNDS = 5 };

static double time_round(const struct crowd *crowd, void (*round)(const struct crowd *),
                         long count) {
    double start = now_ns();
    round(crowd);
    return (now_ns() - start) / (2 * (double)count);
}

struct row {
    const char *failure;
    double *plain, *ahead; /* ns of each round */
};

static struct row new_row(int count) {
    return (struct row){NULL, calloc((size_t)count, sizeof(double)),
                        calloc((size_t)count, sizeof(double))};
}

static void measure(const struct crowd *crowd, struct row *row, int n, long count) {
    crowd->round(crowd); /* into the caches, as far as it goes */
    row->plain[n] = time_round(crowd, crowd->round, count);
    if (crowd->ahead)
        row->ahead[n] = time_round(crowd, crowd->ahead, count);
}

static void print_and_free(const struct crowd *crowd, struct row *row, int count) {
    printf("%-31s", crowd->name);
    if (row->failure) {
        printf("%s\n", row->failure);
    } else {
        struct figure plain = figure_of(row->plain, count), ahead = figure_of(row->ahead, count);
        printf("%8.2f /%7.2f", plain.median, plain.minimum);
        if (crowd->ahead)
            printf("%12.2f /%7.2f", ahead.median, ahead.minimum);
        putchar('\n');
    }
    free(row->plain);
    free(row->ahead);
}

static void print_head(long count, int times) {
    printf("Round-robin over %ld: ns per switch, median / minimum of %d rounds\n\n", count, times);
    printf("%-31s%17s%21s\n", "", "", "with prefetching");
}

static void ask_small(long count) {
    struct row rows[ROWS];
    for (int r = 0; r < ROWS; r++) {
        rows[r] = new_row(rounds);
        rows[r].failure = crowds[r]->begin(crowds[r], count);
    }
    for (int n = 0; n < rounds; n++)
        for (int r = 0; r < ROWS; r++)
            if (!rows[r].failure)
                measure(crowds[r], &rows[r], n, count);
    print_head(count, rounds);
    for (int r = 0; r < ROWS; r++) {
        if (!rows[r].failure)
            crowds[r]->end(crowds[r]);
        print_and_free(crowds[r], &rows[r], rounds);
    }
    putchar('\n');
}

static void ask_large(long count) {
    int times = rounds < LARGE_ROUNDS ? rounds : LARGE_ROUNDS;
    print_head(count, times);
    for (int r = 0; r < ROWS; r++) {
        struct row row = new_row(times);
        row.failure = crowds[r]->begin(crowds[r], count);
        for (int n = 0; !row.failure && n < times; n++)
            measure(crowds[r], &row, n, count);
        if (!row.failure)
            crowds[r]->end(crowds[r]);
        print_and_free(crowds[r], &row, times);
    }
    putchar('\n');
}

void ask_many(void) {
    ask_small(switches / 20);
    ask_large(switches * 5);
}
