/*
 * What do segmented stacks cost? A program of its own asks this, with libgcc's
 * __splitstack_ functions in it: libfastctx finds them, and in a program that
 * has them every coroutine carries their state along.
 */
#include "bench.h"
#include "json.h"
#include <stdio.h>
#include <stdlib.h>

static const struct contender *const contenders[] = {&coroutine, &coroutine_segmented};
static const struct {
    const char *name;
    enum shape shape;
} columns[] = {{"ping-pong", PING_PONG}, {"scheduler", SCHEDULER}, {"life", LIFE}};
enum { ROWS = 2, COLUMNS = 3 };

void ask_segmented(void) {
    double *ns[ROWS][COLUMNS];
    for (int r = 0; r < ROWS; r++)
        for (int c = 0; c < COLUMNS; c++)
            ns[r][c] = calloc((size_t)rounds, sizeof(double));
    for (int n = -1; n < rounds; n++) /* the first round warms up */
        for (int c = 0; c < COLUMNS; c++)
            for (int r = 0; r < ROWS; r++)
                ns[r][c][n < 0 ? 0 : n] = contenders[r]->run(contenders[r], columns[c].shape, 0);
    printf("A program with libgcc's __splitstack_ functions: ns per switch (life: per coroutine),\n"
           "median / minimum of %d rounds of %ld\n\n%-31s%17s%21s%21s\n",
           rounds, switches, "", columns[0].name, columns[1].name, columns[2].name);
    for (int r = 0; r < ROWS; r++) {
        printf("%-31s", contenders[r]->name);
        for (int c = 0; c < COLUMNS; c++) {
            struct figure figure = figure_of(ns[r][c], rounds);
            printf(c ? "%12.2f /%7.2f" : "%8.2f /%7.2f", figure.median, figure.minimum);
            json_row("segmented", contenders[r]->name, contenders[r]->keeps);
            json_text("shape", columns[c].name);
            json_number("depth", 0);
            json_figure(figure);
            json_end();
            free(ns[r][c]);
        }
        putchar('\n');
    }
    putchar('\n');
    print_memory_head();
    print_memory_of(&crowd_segmented, 0);
    putchar('\n');
}
