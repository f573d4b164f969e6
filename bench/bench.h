/*
 * bench.h: what the files of the benchmark share. A *contender* is one way to
 * switch (a file each); a *question* is what is asked of it: the shapes of
 * shapes.h (switches.c), crowds of coroutines (many.c), memory (memory.c), the
 * copying switch (copy.c).
 */
#ifndef BENCH_H
#define BENCH_H

#include <fastctx.h>
#include <stddef.h>

/* ---- of the program ------------------------------------------------------ */

extern int rounds;    /* each figure is taken so many times, after one to warm up */
extern long switches; /* timed in each; a multiple of 2 * CONTEXTS */

double now_ns(void);

/* What came of the rounds. */
struct figure {
    double median, minimum, lower_quartile, upper_quartile;
    int rounds; /* 0: there were none */
};
struct figure figure_of(double *ns, int count); /* sorts them */
void print_figure(struct figure);               /* twelve columns of a table */

/* What all of it runs on (machine.c). */
void look_at_machine(void); /* before anything is measured */
void print_machine(void);
void write_machine(char **argv);

/* A row of the results in JSON: its question and whom it is about; then what
 * else is to be said; then json_end(). */
void json_row(const char *question, const char *contender, const char *keeps);
void json_figure(struct figure);

/* What the process has, in bytes. */
struct memory {
    double resident, page_tables;
};
struct memory memory_now(void);

/* ---- contenders in shapes ------------------------------------------------ */

enum { CONTEXTS = 16, MAIN = CONTEXTS, STACK = 65536 };

/* Not a multiple of the page size apart: the tops must not share a cache set. */
extern char stacks[CONTEXTS][STACK + 192];

enum shape { PING_PONG, SCHEDULER, RING, TWO_MASKS, MAKE, LIFE };

struct contender {
    const char *name;
    const char *keeps; /* beside the registers that belong to the caller */
    /* ns per switch (MAKE, LIFE: per context), or less than 0: has no such shape */
    double (*run)(const struct contender *, enum shape, int depth);
    int variant; /* for those that share a `run` */
};

extern const struct contender glibc, posix_always, posix_auto, posix_never;
extern const struct contender native, native_fp, native_inline, coroutine, coroutine_given,
    coroutine_segmented;
extern const char *const boost_version;
extern const struct contender boost, corosensei, corosensei_pooled, three_words;
extern const struct contender posix_by_ret, posix_by_jmp, native_by_ret, native_by_jmp;

/* ---- contenders in crowds ------------------------------------------------ */

enum { CROWD_STACK = 65536 };

struct crowd {
    const char *name, *keeps;
    /* Makes `count` contexts and lets each run until it suspends itself.
     * Returns NULL, or why it cannot; then there is nothing to end. */
    const char *(*begin)(const struct crowd *, long count);
    void (*resume)(const struct crowd *, long times); /* all of them in turn */
    void (*ahead)(const struct crowd *, long times);  /* and prefetches; NULL: cannot */
    void (*end)(const struct crowd *);                /* and gives the memory back */
    /* For those that share the functions. */
    int mode;
    size_t size;
};

extern const struct crowd crowd_given, crowd_mapped, crowd_growing, crowd_growing_256;
extern const struct crowd crowd_shared, crowd_segmented;
extern const struct crowd crowd_native, crowd_boost, crowd_corosensei;
extern const struct crowd crowd_auto, crowd_glibc;

/* `count` objects of `size` bytes, zero, from the system; NULL if it has none.
 * Only touched pages count, and none is a huge one. */
void *map_pages(long count, size_t size);
void unmap_pages(void *pages, long count, size_t size);

/* ---- questions ------------------------------------------------------------ */

void ask_switches(void);
void ask_many(void);
void ask_memory(void);
void ask_copy(void);
void ask_segmented(void);

/* What an idle coroutine of a crowd takes, a line of a table. At most so many
 * bytes are wanted; 0: nothing is said. */
void print_memory_head(void);
void print_memory_of(const struct crowd *, double at_most);

#endif
