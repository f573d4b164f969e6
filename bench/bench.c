/*
 * bench: what a switch costs, for every contender in one process, on one
 * processor.
 *
 * usage: bench [-r ROUNDS] [-n SWITCHES] [-j FILE] [-o QUESTION]...
 *
 * The questions: switches, memory, many, copy, and segmented, which is asked by
 * a second program (scripts/bench.sh runs both); without -o all of them. Crowds
 * are as large as SWITCHES says: up to 1 000 000 for the 200 000 it is by
 * default. Targets stand beside the figures; nothing here judges them. With -j
 * the figures of the tables are written into a file, too, as JSON, with what
 * they were taken on.
 *
 * All libraries are called as their users call them: through the PLT, or
 * inline where they are inline. The two libraries that have a swapcontext are
 * told apart by pointers.
 */
#define _GNU_SOURCE
#include "bench.h"
#include "json.h"
#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

int rounds = 41;
long switches = 200000;
char stacks[CONTEXTS][STACK + 192] __attribute__((aligned(64)));

double now_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static int by_value(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

struct figure figure_of(double *ns, int count) {
    qsort(ns, (size_t)count, sizeof *ns, by_value);
    return (struct figure){ns[count / 2], ns[0], ns[count / 4], ns[3 * count / 4], count};
}

void print_figure(struct figure figure) {
    if (!figure.rounds)
        printf(" %11s", "-");
    else if (figure.median < 100)
        printf(" %5.2f/%5.2f", figure.median, figure.minimum);
    else
        printf(" %5.1f/%5.1f", figure.median, figure.minimum);
}

void json_row(const char *question, const char *contender, const char *keeps) {
    json_object(NULL);
    json_text("question", question);
    json_text("contender", contender);
    json_text("preserves", keeps);
}

void json_figure(struct figure figure) {
    json_number("median", figure.median);
    json_number("minimum", figure.minimum);
    json_number("lower_quartile", figure.lower_quartile);
    json_number("upper_quartile", figure.upper_quartile);
    json_number("rounds", figure.rounds);
}

void *map_pages(long count, size_t size) {
    void *pages = mmap(NULL, (size_t)count * size, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (pages == MAP_FAILED)
        return NULL;
    madvise(pages, (size_t)count * size, MADV_NOHUGEPAGE);
    return pages;
}

void unmap_pages(void *pages, long count, size_t size) {
    if (pages)
        munmap(pages, (size_t)count * size);
}

static const struct question {
    const char *name;
    void (*ask)(void);
    int with_splitstack; /* asked in the program that has it */
} questions[] = {
    {"switches", ask_switches, 0},
    /* Before stacks that were used lie in the library's pool. */
    {"memory", ask_memory, 0},
    {"many", ask_many, 0},
    {"copy", ask_copy, 0},
    {"segmented", ask_segmented, 1},
};
enum { QUESTIONS = sizeof questions / sizeof questions[0] };

/* Linked in on request only. */
extern char __splitstack_makecontext[] __attribute__((weak));

static double processor_ns(int whose) {
    struct rusage used;
    getrusage(whose, &used);
    return ((double)used.ru_utime.tv_sec + (double)used.ru_stime.tv_sec) * 1e9 +
           ((double)used.ru_utime.tv_usec + (double)used.ru_stime.tv_usec) * 1e3;
}

/* With the children that ended. */
static double used_ns(void) { return processor_ns(RUSAGE_SELF) + processor_ns(RUSAGE_CHILDREN); }

static int usage(void) {
    fprintf(stderr,
            "usage: bench [-r ROUNDS] [-n SWITCHES] [-j FILE] [-o QUESTION]...\nquestions:");
    for (int q = 0; q < QUESTIONS; q++)
        fprintf(stderr, " %s", questions[q].name);
    fprintf(stderr, "\n");
    return 2;
}

int main(int argc, char **argv) {
    int option, chosen = 0;
    const char *json = NULL;
    while ((option = getopt(argc, argv, "r:n:j:o:")) != -1) {
        if (option == 'r')
            rounds = atoi(optarg);
        else if (option == 'n')
            switches = atol(optarg);
        else if (option == 'j')
            json = optarg;
        else if (option == 'o') {
            int q = 0;
            while (q < QUESTIONS && strcmp(optarg, questions[q].name) != 0)
                q++;
            if (q == QUESTIONS)
                return usage();
            chosen |= 1 << q;
        } else
            return usage();
    }
    if (optind != argc || rounds < 1 || switches < 2 * CONTEXTS)
        return usage();
    switches -= switches % (2 * CONTEXTS);

    /* Stay on one processor. */
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(sched_getcpu(), &set);
    sched_setaffinity(0, sizeof set, &set);

    int with_splitstack = __splitstack_makecontext != NULL;
    look_at_machine();
    double start = now_ns(), used = -used_ns();
    if (!with_splitstack)
        print_machine();
    if (json && json_open(json) != 0) {
        fprintf(stderr, "bench: %s: %s\n", json, strerror(errno));
        return 1;
    }
    write_machine(argv);
    json_number("switches", (double)switches);
    json_number("rounds", rounds);
    json_array("rows");
    for (int q = 0; q < QUESTIONS; q++)
        if (questions[q].with_splitstack == with_splitstack && (!chosen || (chosen & 1 << q)))
            questions[q].ask();
    /* Others had the rest of the processor. */
    used += used_ns();
    json_end();
    json_number("processor_share", used / (now_ns() - start));
    if (json_close() != 0) {
        fprintf(stderr, "bench: %s: not all of it could be written\n", json);
        return 1;
    }
    return 0;
}
