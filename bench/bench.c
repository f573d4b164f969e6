/*
 * bench: what a switch costs, for every contender in one process, on one
 * processor.
 *
 * usage: bench [-r ROUNDS] [-n SWITCHES] [-o QUESTION]...
 *
 * The questions: switches, memory, many, copy, and segmented, which is asked by
 * a second program (scripts/bench.sh runs both); without -o all of them. Crowds
 * are as large as SWITCHES says: 10 000 and 1 000 000 for the 200 000 it is by
 * default. Targets stand beside the figures; nothing here judges them.
 *
 * All libraries are called as their users call them: through the PLT, or
 * inline where they are inline. The two libraries that have a swapcontext are
 * told apart by pointers.
 */
#define _GNU_SOURCE
#include "bench.h"
#include <fastctx.h>
#include <gnu/libc-version.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
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
    return (struct figure){ns[count / 2], ns[0]};
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

static void print_machine(void) {
    char line[256], model[256] = "unknown processor";
    FILE *f = fopen("/proc/cpuinfo", "r");
    while (f && fgets(line, sizeof line, f))
        if (sscanf(line, "model name : %255[^\n]", model) == 1)
            break;
    if (f)
        fclose(f);
    printf("%s; libfastctx %s; libc %s; cpu %d\n\n", model, fastctx_version(),
           gnu_get_libc_version(), sched_getcpu());
}

static int usage(void) {
    fprintf(stderr, "usage: bench [-r ROUNDS] [-n SWITCHES] [-o QUESTION]...\nquestions:");
    for (int q = 0; q < QUESTIONS; q++)
        fprintf(stderr, " %s", questions[q].name);
    fprintf(stderr, "\n");
    return 2;
}

int main(int argc, char **argv) {
    int option, chosen = 0;
    while ((option = getopt(argc, argv, "r:n:o:")) != -1) {
        if (option == 'r')
            rounds = atoi(optarg);
        else if (option == 'n')
            switches = atol(optarg);
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
    if (!with_splitstack)
        print_machine();
    for (int q = 0; q < QUESTIONS; q++)
        if (questions[q].with_splitstack == with_splitstack && (!chosen || (chosen & 1 << q)))
            questions[q].ask();
    return 0;
}
