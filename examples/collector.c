/*
 * A garbage collector that finds what coroutines hold: mark and sweep, conservative, the world
 * standing still since there is one thread.
 *
 * Coroutines on stacks of four modes build lists of cells, with garbage in between, and wait with
 * the only pointers to them in local variables and registers. The heap is small, so that it is
 * collected often, whoever happens to run: the thread itself, or a coroutine that another one has
 * resumed. Roots are
 *
 *   - of each coroutine: fastctx_scan_coroutine(). fastctx_each_coroutine() knows all but those on
 *     memory of the program's own, of which this program has a list, as any program would;
 *   - the thread's stack: from where the thread stands, or waits in fastctx_resume(), which
 *     fastctx_resumer() tells, up to main();
 *   - the registers of whoever runs, which __builtin_unwind_init() puts on its stack.
 *
 *     cc -O2 collector.c $(pkg-config --cflags --libs fastctx) -o collector
 *     ./collector
 */
#include <fastctx.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/* ---- the heap ---------------------------------------------------------------- */

struct cell {
    struct cell *next;
    long value;
    bool is_used, is_marked;
};

enum { CELLS = 20000, GIVEN = 4 };
static struct cell heap[CELLS];
static struct cell *free_cells;
static long collections, from_coroutines, swept;

static char *main_frame;           /* the thread's stack is of interest up to here */
static fastctx_co_t *given[GIVEN]; /* coroutines on memory of our own */

/* Where a word points to a used cell or into it, that and all behind it is kept. */
static void mark(uintptr_t word) {
    while (word >= (uintptr_t)heap && word < (uintptr_t)(heap + CELLS)) {
        struct cell *cell = &heap[(word - (uintptr_t)heap) / sizeof *heap];
        if (!cell->is_used || cell->is_marked)
            return;
        cell->is_marked = true;
        word = (uintptr_t)cell->next;
    }
}

/* A fastctx_visit_t. (Sanitizers would not like what is between variables.) */
#if defined(__SANITIZE_ADDRESS__)
__attribute__((no_sanitize_address))
#endif
static void
mark_all(void *data, void *memory, size_t size, void *address) {
    (void)data, (void)address;
    const volatile uintptr_t *words = memory;
    for (size_t i = 0; i < size / sizeof *words; i++)
        mark(words[i]);
}

static void must(int result, const char *what) {
    if (result < 0) {
        fprintf(stderr, "collector: %s: %s\n", what, fastctx_strerror(result));
        exit(1);
    }
}

/* A fastctx_each_t. */
static int mark_coroutine(void *data, fastctx_co_t *co) {
    must(fastctx_scan_coroutine(co, NULL, mark_all, data), "fastctx_scan_coroutine");
    return 0;
}

/* An address below all that its caller has on the stack. */
static __attribute__((noinline)) void *below_the_caller(void) { return __builtin_frame_address(0); }

static __attribute__((noinline)) void collect(void) {
    __builtin_unwind_init();
    collections++;

    /* Where the thread's own stack is in use from: here, or where it waits. */
    void *sp = below_the_caller();
    for (fastctx_co_t *co = fastctx_current(); co;) {
        from_coroutines += co == fastctx_current();
        must(fastctx_resumer(co, &co, &sp), "fastctx_resumer");
    }
    mark_all(NULL, sp, (size_t)(main_frame - (char *)sp), sp);

    must(fastctx_each_coroutine(mark_coroutine, NULL), "fastctx_each_coroutine");
    for (int i = 0; i < GIVEN; i++)
        if (given[i])
            mark_coroutine(NULL, given[i]);

    free_cells = NULL;
    for (int i = 0; i < CELLS; i++) {
        swept += heap[i].is_used && !heap[i].is_marked;
        heap[i].is_used = heap[i].is_marked;
        heap[i].is_marked = false;
        if (!heap[i].is_used) {
            heap[i].next = free_cells;
            free_cells = &heap[i];
        }
    }
}

static struct cell *allocate(long value, struct cell *next) {
    if (!free_cells)
        collect();
    struct cell *cell = free_cells;
    if (!cell) {
        fprintf(stderr, "collector: the heap is full\n");
        exit(1);
    }
    free_cells = cell->next;
    *cell = (struct cell){.next = next, .value = value, .is_used = true};
    return cell;
}

/* ---- what uses it ------------------------------------------------------------- */

enum { LENGTH = 100, ROUNDS = 200 };

/* Whether a list has all its values. */
static bool is_whole(const struct cell *list) {
    long sum = 0;
    for (; list; list = list->next)
        sum += list->value;
    return sum == LENGTH * (LENGTH + 1) / 2;
}

/* Such a list, and as much garbage; waits now and then. */
static long build(long depth) {
    struct cell *list = NULL;
    for (long i = 1; i <= LENGTH; i++) {
        list = allocate(i, list);
        allocate(-i, NULL); /* nobody keeps it */
        if (i % 25 == 0 && fastctx_yield(NULL) != 0)
            return 0;
    }
    long below = depth > 0 ? build(depth - 1) : 0; /* the list waits in this frame */
    return below + is_whole(list);
}

/* Its argument is a cell that nobody else has. */
static void *worker(void *arg, void *value) {
    (void)value;
    const struct cell *mine = arg;
    long whole = build(3);
    return (void *)(whole == 4 && mine->value == 4711 ? 1L : 0L);
}

/* Runs a worker of its own and is itself resumed: two wait when that one collects. */
static void *manager(void *arg, void *value) {
    fastctx_co_t *co;
    const struct cell *mine = arg;
    must(fastctx_create(&co, NULL, worker, allocate(4711, NULL)), "fastctx_create");
    while (fastctx_resume(co, &value) == FASTCTX_YIELDED)
        fastctx_yield(NULL);
    fastctx_destroy(co);
    return mine->value == 4711 ? value : NULL;
}

static __attribute__((noinline)) int program(void) {
    static const struct {
        const char *name;
        int mode;
        fastctx_entry_t entry;
    } kinds[] = {
        {"given", FASTCTX_STACK_GIVEN, worker},     {"mapped", FASTCTX_STACK_MAPPED, worker},
        {"growing", FASTCTX_STACK_GROWING, worker}, {"shared", FASTCTX_STACK_SHARED, worker},
        {"nested", FASTCTX_STACK_MAPPED, manager},
    };
    enum { KINDS = sizeof kinds / sizeof *kinds, EACH = GIVEN };
    long whole[KINDS] = {0};
    fastctx_shared_t *shared;
    must(fastctx_shared_create(&shared, 64 * 1024), "fastctx_shared_create");
    char *memory = malloc(EACH * 64 * 1024);
    struct cell *mine = NULL; /* the thread has a list, too */
    for (long i = 1; i <= LENGTH; i++)
        mine = allocate(i, mine);

    for (int round = 0; round < ROUNDS; round++) {
        fastctx_co_t *co[KINDS][EACH];
        for (int i = 0; i < KINDS * EACH; i++) {
            fastctx_attr_t attr = FASTCTX_ATTR_INIT;
            attr.mode = kinds[i % KINDS].mode;
            if (attr.mode == FASTCTX_STACK_SHARED)
                attr.shared = shared;
            if (attr.mode == FASTCTX_STACK_GIVEN) {
                attr.stack = memory + i / KINDS * 64 * 1024;
                attr.stack_size = 64 * 1024;
            }
            fastctx_co_t **place = &co[i % KINDS][i / KINDS];
            must(fastctx_create(place, &attr, kinds[i % KINDS].entry, allocate(4711, NULL)),
                 "fastctx_create");
            if (attr.mode == FASTCTX_STACK_GIVEN)
                given[i / KINDS] = *place;
        }
        for (int left = KINDS * EACH; left;)
            for (int i = 0; i < KINDS * EACH; i++) {
                fastctx_co_t **place = &co[i % KINDS][i / KINDS];
                void *value = NULL;
                if (!*place || fastctx_resume(*place, &value) != FASTCTX_FINISHED)
                    continue;
                whole[i % KINDS] += value != NULL;
                if (i % KINDS == 0)
                    given[i / KINDS] = NULL;
                fastctx_destroy(*place);
                *place = NULL;
                left--;
            }
    }
    for (int i = 0; i < KINDS; i++)
        printf("%s: %ld of %d kept all they had\n", kinds[i].name, whole[i], ROUNDS * EACH);
    printf("the thread %s\n", is_whole(mine) ? "did, too" : "did not");
    const long used = (long)ROUNDS * KINDS * EACH * 4 * LENGTH * 2;
    printf("the heap was collected %s, %s coroutines too\n",
           collections > used / CELLS / 2 ? "many times" : "too seldom",
           from_coroutines > collections / 2 ? "by" : "not by");
    printf("%s of what was allocated was garbage that was used again\n",
           swept > used / 10 * 9 ? "nearly all" : "too little");
    fastctx_shared_destroy(shared);
    free(memory);
    return 0;
}

int main(void) {
    main_frame = __builtin_frame_address(0); /* what it calls is below */
    int result = program();
    main_frame = NULL; /* so that this frame stays until here */
    return result;
}
