/*
 * bench: what a switch costs, for every contender in one process.
 *
 * usage: LD_PRELOAD=libfastctx.so bench [-r ROUNDS] [-n SWITCHES]
 *
 * Every row is run once per round, rows interleaved, so that a change of the
 * machine's speed meets all of them alike; the table gives the median and the
 * minimum over the rounds, in nanoseconds. The shapes:
 *
 *   ping-pong   two contexts, to and fro
 *   scheduler   16 contexts, each resumed by and returning to one main loop
 *   ring        16 contexts, each switching to the next
 *   deep ring   the same, four calls down in each
 *   two masks   ping-pong between contexts with different signal masks
 *   create      getcontext + makecontext (Boost: make_fcontext)
 *
 * libfastctx is preloaded, for only so it sees all that its `auto` policy has
 * to see; glibc's functions are looked up in glibc. Both are called through a
 * pointer, Boost through its PLT entry.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <ucontext.h>
#include <unistd.h>

#ifdef HAVE_BOOST
typedef void *fcontext_t;
typedef struct {
    fcontext_t fctx;
    void *data;
} transfer_t;
extern transfer_t jump_fcontext(fcontext_t to, void *data);
extern fcontext_t make_fcontext(void *top, size_t size, void (*entry)(transfer_t));
#endif

enum { CONTEXTS = 16, STACK = 65536, DEEP = 4 };
enum shape { PING_PONG, SCHEDULER, RING, DEEP_RING, TWO_MASKS, CREATE, SHAPES };
static const char *const shape_names[SHAPES] = {"ping-pong", "scheduler", "ring",
                                                "deep ring", "two masks", "create"};

/* Not a multiple of the page size apart: the tops must not share a cache set. */
static char stacks[CONTEXTS][STACK + 192] __attribute__((aligned(64)));
static long switches = 200000;

static double now_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

/* Four real frames: neither inlined nor turned into a jump. */
#define DESCEND(name, bottom)                                                                      \
    static __attribute__((noinline)) void name(int depth, int self) {                              \
        if (depth == 0)                                                                            \
            bottom(self);                                                                          \
        else                                                                                       \
            name(depth - 1, self);                                                                 \
        __asm__ volatile("" ::: "memory");                                                         \
    }

/* ---- contexts of ucontext, by whichever library ------------------------- */

struct ucontext_library {
    int (*get)(ucontext_t *);
    void (*make)(ucontext_t *, void (*)(void), int, ...);
    int (*swap)(ucontext_t *, const ucontext_t *);
};

static struct ucontext_library lib;
static ucontext_t uc[CONTEXTS + 1];
enum { MAIN = CONTEXTS }; /* the context of main */

static void uc_to_main(int self) { lib.swap(&uc[self], &uc[MAIN]); }
static void uc_to_next(int self) { lib.swap(&uc[self], &uc[(self + 1) % CONTEXTS]); }
DESCEND(uc_to_next_deep, uc_to_next)

static long ring_left;
static void uc_body_ping_pong(int self) {
    (void)self;
    for (;;)
        lib.swap(&uc[0], &uc[MAIN]);
}
static void uc_body_main(int self) {
    for (;;)
        uc_to_main(self);
}
static void uc_body_ring(int self) {
    for (;;) {
        if (self == 0 && (ring_left -= CONTEXTS) <= 0)
            uc_to_main(self);
        uc_to_next(self);
    }
}
static void uc_body_deep(int self) {
    for (;;) {
        if (self == 0 && (ring_left -= CONTEXTS) <= 0)
            uc_to_main(self);
        uc_to_next_deep(DEEP, self);
    }
}

static void uc_make(int i, void (*body)(int)) {
    lib.get(&uc[i]);
    uc[i].uc_stack.ss_sp = stacks[i];
    uc[i].uc_stack.ss_size = STACK;
    uc[i].uc_link = NULL;
    lib.make(&uc[i], (void (*)(void))body, 1, i);
}

static double uc_run(enum shape shape) {
    void (*body)(int) = shape == PING_PONG   ? uc_body_ping_pong
                        : shape == TWO_MASKS ? uc_body_ping_pong
                        : shape == RING      ? uc_body_ring
                        : shape == DEEP_RING ? uc_body_deep
                                             : uc_body_main;
    double start;
    for (int i = 0; i < CONTEXTS; i++)
        uc_make(i, body);
    switch (shape) {
    case TWO_MASKS:
        sigaddset(&uc[0].uc_sigmask, SIGUSR1);
        /* fall through */
    case PING_PONG:
        lib.swap(&uc[MAIN], &uc[0]);
        start = now_ns();
        for (long n = 0; n < switches; n += 2)
            lib.swap(&uc[MAIN], &uc[0]);
        break;
    case SCHEDULER:
        for (int i = 0; i < CONTEXTS; i++)
            lib.swap(&uc[MAIN], &uc[i]);
        start = now_ns();
        for (long n = 0; n < switches; n += 2 * CONTEXTS)
            for (int i = 0; i < CONTEXTS; i++)
                lib.swap(&uc[MAIN], &uc[i]);
        break;
    case RING:
    case DEEP_RING:
        ring_left = 2 * CONTEXTS;
        lib.swap(&uc[MAIN], &uc[0]);
        ring_left = switches;
        start = now_ns();
        lib.swap(&uc[MAIN], &uc[0]);
        break;
    default:
        start = now_ns();
        for (long n = 0; n < switches; n++)
            uc_make(n % CONTEXTS, body);
    }
    return (now_ns() - start) / (double)switches;
}

/* ---- Boost.Context ------------------------------------------------------ */

#ifdef HAVE_BOOST
static fcontext_t fc[CONTEXTS + 1];

/* Whoever is switched to notes where the one it came from can be resumed. */
static inline void fc_swap(int self, int to) {
    transfer_t from = jump_fcontext(fc[to], &fc[self]);
    *(fcontext_t *)from.data = from.fctx;
}
static void fc_to_main(int self) { fc_swap(self, MAIN); }
static void fc_to_next(int self) { fc_swap(self, (self + 1) % CONTEXTS); }
DESCEND(fc_to_next_deep, fc_to_next)

static int fc_begin(transfer_t from, int *self) {
    fcontext_t *came_from = from.data;
    *came_from = from.fctx;
    static int next;
    *self = next++ % CONTEXTS;
    return *self;
}
static void fc_body_ping_pong(transfer_t t) {
    for (;;)
        t = jump_fcontext(t.fctx, NULL);
}
static void fc_body_main(transfer_t from) {
    int self;
    fc_begin(from, &self);
    for (;;)
        fc_to_main(self);
}
static void fc_body_ring(transfer_t from) {
    int self;
    fc_begin(from, &self);
    for (;;) {
        if (self == 0 && (ring_left -= CONTEXTS) <= 0)
            fc_to_main(self);
        fc_to_next(self);
    }
}
static void fc_body_deep(transfer_t from) {
    int self;
    fc_begin(from, &self);
    for (;;) {
        if (self == 0 && (ring_left -= CONTEXTS) <= 0)
            fc_to_main(self);
        fc_to_next_deep(DEEP, self);
    }
}

static double fc_run(enum shape shape) {
    void (*body)(transfer_t) = shape == PING_PONG   ? fc_body_ping_pong
                               : shape == RING      ? fc_body_ring
                               : shape == DEEP_RING ? fc_body_deep
                                                    : fc_body_main;
    double start;
    transfer_t t;
    for (int i = 0; i < CONTEXTS; i++)
        fc[i] = make_fcontext(stacks[i] + STACK, STACK, body);
    switch (shape) {
    case PING_PONG:
        t = jump_fcontext(fc[0], NULL);
        start = now_ns();
        for (long n = 0; n < switches; n += 2)
            t = jump_fcontext(t.fctx, NULL);
        break;
    case SCHEDULER:
        for (int i = 0; i < CONTEXTS; i++)
            fc_swap(MAIN, i);
        start = now_ns();
        for (long n = 0; n < switches; n += 2 * CONTEXTS)
            for (int i = 0; i < CONTEXTS; i++)
                fc_swap(MAIN, i);
        break;
    case RING:
    case DEEP_RING:
        ring_left = 2 * CONTEXTS;
        fc_swap(MAIN, 0);
        ring_left = switches;
        start = now_ns();
        fc_swap(MAIN, 0);
        break;
    default:
        start = now_ns();
        for (long n = 0; n < switches; n++) {
            int i = n % CONTEXTS;
            fc[i] = make_fcontext(stacks[i] + STACK, STACK, body);
            __asm__ volatile("" ::: "memory");
        }
    }
    return (now_ns() - start) / (double)switches;
}
#endif

/* ---- the table ---------------------------------------------------------- */

struct row {
    const char *name;
    const char *preserves;
    struct ucontext_library library; /* get == NULL: Boost */
    int policy;                      /* of libfastctx; 0: not ours */
    double *ns[SHAPES];
};

/* As fastctx.h has them, which a program under LD_PRELOAD need not have. */
enum { ALWAYS = 1, NEVER = 2, AUTO = 3 };
static int (*set_policy)(int);

/* Whether a row does what the shape is about. */
static int applies(const struct row *row, enum shape shape) {
    return shape != TWO_MASKS || strstr(row->preserves, "mask") != NULL;
}

static double run(const struct row *row, enum shape shape) {
    if (row->policy)
        set_policy(row->policy);
#ifdef HAVE_BOOST
    if (!row->library.get)
        return fc_run(shape);
#endif
    lib = row->library;
    return uc_run(shape);
}

static int by_value(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void *symbol(void *handle, const char *name) {
    void *address = dlsym(handle, name);
    if (!address) {
        fprintf(stderr, "bench: %s\n", dlerror());
        exit(2);
    }
    return address;
}

static struct ucontext_library library_in(void *handle) {
    struct ucontext_library found;
    *(void **)&found.get = symbol(handle, "getcontext");
    *(void **)&found.make = symbol(handle, "makecontext");
    *(void **)&found.swap = symbol(handle, "swapcontext");
    return found;
}

static void print_machine(void) {
    char line[256], model[256] = "unknown processor\n";
    FILE *f = fopen("/proc/cpuinfo", "r");
    while (f && fgets(line, sizeof line, f))
        if (sscanf(line, "model name : %255[^\n]", model) == 1)
            break;
    if (f)
        fclose(f);
    const char *(*version)(void) = (const char *(*)(void))symbol(RTLD_DEFAULT, "fastctx_version");
    const char *(*libc_version)(void) =
        (const char *(*)(void))dlsym(RTLD_DEFAULT, "gnu_get_libc_version");
    printf("%s; libfastctx %s; libc %s; cpu %d\n", model, version(),
           libc_version ? libc_version() : "?", sched_getcpu());
}

int main(int argc, char **argv) {
    int rounds = 41, option;
    while ((option = getopt(argc, argv, "r:n:")) != -1) {
        if (option == 'r')
            rounds = atoi(optarg);
        else if (option == 'n')
            switches = atol(optarg);
        else
            return 2;
    }
    if (optind != argc || rounds < 1 || switches < 2 * CONTEXTS) {
        fprintf(stderr, "usage: LD_PRELOAD=libfastctx.so bench [-r ROUNDS] [-n SWITCHES]\n");
        return 2;
    }
    switches -= switches % (2 * CONTEXTS);
    void *libc = dlopen("libc.so.6", RTLD_NOW | RTLD_NOLOAD);
    if (!libc) {
        fprintf(stderr, "bench: %s\n", dlerror());
        return 2;
    }
    struct ucontext_library glibc = library_in(libc), ours = library_in(RTLD_DEFAULT);
    *(void **)&set_policy = symbol(RTLD_DEFAULT, "fastctx_set_sigmask_policy");
    int (*policy)(void);
    *(void **)&policy = symbol(RTLD_DEFAULT, "fastctx_sigmask_policy");
    set_policy(AUTO);
    if (ours.swap == glibc.swap || policy() != AUTO)
        fprintf(stderr, "bench: the policy auto cannot be had here; its row is another's\n");

    /* Stay on one processor. */
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(sched_getcpu(), &set);
    sched_setaffinity(0, sizeof set, &set);

    struct row rows[] = {
        {"glibc", "mask, FP control, x87 flags", glibc, 0, {0}},
        {"fastctx always", "mask, FP control", ours, ALWAYS, {0}},
        {"fastctx auto", "mask, FP control", ours, AUTO, {0}},
        {"fastctx never", "FP control", ours, NEVER, {0}},
#ifdef HAVE_BOOST
        {"Boost.Context", "FP control", {NULL, NULL, NULL}, 0, {0}},
#endif
    };
    enum { ROWS = sizeof rows / sizeof rows[0] };
    for (int r = 0; r < ROWS; r++)
        for (int s = 0; s < SHAPES; s++)
            rows[r].ns[s] = calloc((size_t)rounds, sizeof(double));
    for (int n = -1; n < rounds; n++) /* the first round warms up */
        for (int s = 0; s < SHAPES; s++)
            for (int r = 0; r < ROWS; r++)
                if (applies(&rows[r], s))
                    rows[r].ns[s][n < 0 ? 0 : n] = run(&rows[r], s);

    print_machine();
    printf("ns per switch (create: per context), median / minimum of %d rounds of %ld\n\n", rounds,
           switches);
    printf("%-15s %-28s", "", "preserves");
    for (int s = 0; s < SHAPES; s++)
        printf(" %15s", shape_names[s]);
    putchar('\n');
    for (int r = 0; r < ROWS; r++) {
        printf("%-15s %-28s", rows[r].name, rows[r].preserves);
        for (int s = 0; s < SHAPES; s++) {
            if (!applies(&rows[r], s)) {
                printf(" %15s", "-");
                continue;
            }
            qsort(rows[r].ns[s], (size_t)rounds, sizeof(double), by_value);
            printf(" %7.2f /%6.2f", rows[r].ns[s][rounds / 2], rows[r].ns[s][0]);
        }
        putchar('\n');
    }
    return 0;
}
