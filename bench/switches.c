/*
 * What does a switch cost, in the shapes of shapes.h? Every contender once per
 * round, so that a change of the machine's speed meets all of them alike.
 */
#include "bench.h"
#include "json.h"
#include <stdio.h>
#include <stdlib.h>

/* In the order of the table. */
static const struct contender *const contenders[] = {
    &glibc,           &posix_always,
    &posix_auto,      &posix_never,
#ifdef HAVE_EXITS
    &posix_by_ret,    &posix_by_jmp,
#endif
    &native_fp,       &native,
#ifdef HAVE_EXITS
    &native_by_ret,   &native_by_jmp,
#endif
    &native_inline,   &coroutine,
    &coroutine_given,
#ifdef HAVE_BOOST
    &boost,
#endif
#ifdef HAVE_COROSENSEI
    &corosensei,      &corosensei_pooled,
#endif
    &three_words,
};
enum { ROWS = sizeof contenders / sizeof contenders[0] };

static const struct column {
    const char *name;
    enum shape shape;
    int depth;
} columns[] = {
    {"ping-pong", PING_PONG, 0}, {"scheduler", SCHEDULER, 0}, {"ring", RING, 0},
    {"ping-pong", PING_PONG, 1}, {"scheduler", SCHEDULER, 1}, {"ring", RING, 1},
    {"ping-pong", PING_PONG, 4}, {"scheduler", SCHEDULER, 4}, {"ring", RING, 4},
    {"two masks", TWO_MASKS, 0}, {"make", MAKE, 0},           {"life", LIFE, 0},
};
enum { COLUMNS = sizeof columns / sizeof columns[0], SWITCHING = 9 };

static struct figure figures[ROWS][COLUMNS];

static void measure(void) {
    static double *ns[ROWS][COLUMNS];
    for (int c = 0; c < COLUMNS; c++)
        for (int r = 0; r < ROWS; r++)
            ns[r][c] = calloc((size_t)rounds, sizeof(double));
    for (int n = -1; n < rounds; n++) /* the first round warms up */
        for (int c = 0; c < COLUMNS; c++)
            for (int r = 0; r < ROWS; r++)
                if (n <= 0 || ns[r][c][0] >= 0)
                    ns[r][c][n < 0 ? 0 : n] =
                        contenders[r]->run(contenders[r], columns[c].shape, columns[c].depth);
    for (int c = 0; c < COLUMNS; c++)
        for (int r = 0; r < ROWS; r++) {
            figures[r][c] = ns[r][c][0] < 0 ? (struct figure){0} : figure_of(ns[r][c], rounds);
            free(ns[r][c]);
        }
}

static void print_rows(int from, int to) {
    for (int r = 0; r < ROWS; r++) {
        int any = 0;
        for (int c = from; c < to; c++)
            any |= figures[r][c].rounds;
        if (!any)
            continue;
        printf("%-21s %-19s", contenders[r]->name, contenders[r]->keeps);
        for (int c = from; c < to; c++)
            print_figure(figures[r][c]);
        putchar('\n');
    }
}

static void write_results(void) {
    for (int r = 0; r < ROWS; r++)
        for (int c = 0; c < COLUMNS; c++) {
            if (!figures[r][c].rounds)
                continue;
            json_row("switches", contenders[r]->name, contenders[r]->keeps);
            json_text("shape", columns[c].name);
            json_number("depth", columns[c].depth);
            json_figure(figures[r][c]);
            json_end();
        }
}

static void print_names(const char *first, const char *second, int from, int to) {
    printf("%-21s %-19s", first, second);
    for (int c = from; c < to; c++)
        printf(" %11s", columns[c].name);
    putchar('\n');
}

static double median_of(const struct contender *contender, int column) {
    for (int r = 0; r < ROWS; r++)
        if (contenders[r] == contender)
            return figures[r][column].rounds ? figures[r][column].median : -1;
    return -1;
}

/* One contender's medians over another's, or over the better of two others'. */
static void print_ratios(const char *what, const char *at_most, const struct contender *ours,
                         const struct contender *theirs, const struct contender *or_theirs,
                         int from, int to) {
    printf("%-32s %-8s", what, at_most);
    for (int c = from; c < to; c++) {
        double is = median_of(ours, c), than = median_of(theirs, c);
        if (or_theirs && median_of(or_theirs, c) < than)
            than = median_of(or_theirs, c);
        if (is >= 0 && than > 0)
            printf(" %11.2f", is / than);
        else
            printf(" %11s", "-");
    }
    putchar('\n');
}

void ask_switches(void) {
    measure();
    write_results();
    printf("Switches: ns per switch, median/minimum of %d rounds of %ld\n\n", rounds, switches);
    printf("%41s %-36s%-36s%s\n", "", " flat", " 1 call down", " 4 calls down");
    print_names("", "keeps also", 0, SWITCHING);
    print_rows(0, SWITCHING);

    printf("\n16 contexts in scheduler and ring. The values are ratios of medians:\n\n");
    print_names("", "            at most", 0, SWITCHING);
#ifdef HAVE_BOOST
    print_ratios("fastctx_switch / Boost", "0.45", &native, &boost, NULL, 0, SWITCHING);
#endif
#ifdef HAVE_COROSENSEI
    print_ratios("inline / corosensei", "1.0", &native_inline, &corosensei, NULL, 0, SWITCHING);
#endif
    print_ratios("inline / floor", "1.3", &native_inline, &three_words, NULL, 0, SWITCHING);
#ifdef HAVE_EXITS
    print_ratios("fastctx_switch / better exit", "1.1", &native, &native_by_ret, &native_by_jmp, 0,
                 SWITCHING);
    print_ratios("swapcontext / better exit", "1.1", &posix_never, &posix_by_ret, &posix_by_jmp, 0,
                 SWITCHING);
#endif
#ifdef HAVE_COROSENSEI
    print_ratios("coroutine / corosensei", "", &coroutine, &corosensei, NULL, 0, SWITCHING);
#endif

    printf(
        "\nTwo masks: ns per switch between contexts with different signal masks. Make: ns to make "
        "a\n"
        "context (a coroutine: and destroy it); life: to make one on a used stack, run it and see\n"
        "it finish.\n\n");
    print_names("", "keeps also", SWITCHING, COLUMNS);
    print_rows(SWITCHING, COLUMNS);
    putchar('\n');
    print_names("", "            at most", SWITCHING, COLUMNS);
#ifdef HAVE_COROSENSEI
    print_ratios("coroutine / corosensei", "0.6", &coroutine, &corosensei, NULL, SWITCHING,
                 COLUMNS);
    print_ratios("coroutine / corosensei, pooled", "0.6", &coroutine, &corosensei_pooled, NULL,
                 SWITCHING, COLUMNS);
#endif
    putchar('\n');
}
