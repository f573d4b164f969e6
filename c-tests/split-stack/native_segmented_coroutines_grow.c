/*
 * FASTCTX_STACK_SEGMENTED: coroutines that begin with 4 KiB and recurse, 10 000 of
 * them 200 deep and suspended there all at once, one 100 000 deep; what they took is
 * given back.
 */
#include "../check.h"
#include <fastctx.h>

enum { MANY = 10000, SHALLOW = 200, DEEP = 100000 };

static fastctx_co_t *coroutines[MANY];
static long depths[MANY];

/* Frames of 100 bytes and more; the deepest one yields. */
__attribute__((noinline)) static long deeper(long n) {
    volatile char frame[100];
    frame[0] = frame[99] = (char)n;
    if (n == 1)
        fastctx_yield(NULL);
    long below = n > 1 ? deeper(n - 1) : 0;
    return below + (frame[0] == (char)n && frame[99] == (char)n);
}

static void *entry(void *depth, void *value) {
    (void)value;
    *(long *)depth = deeper(*(long *)depth);
    return NULL;
}

static fastctx_co_t *segmented(long *depth) {
    fastctx_co_t *co = NULL;
    fastctx_attr_t attr = FASTCTX_ATTR_INIT;
    attr.mode = FASTCTX_STACK_SEGMENTED;
    attr.stack_size = 4096;
    if (fastctx_create(&co, &attr, entry, depth) != 0)
        exit(2);
    return co;
}

/* Pages of the process that are resident. */
static long resident_pages(void) {
    long resident = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    if (!file || fscanf(file, "%*d %ld", &resident) != 1)
        exit(2);
    fclose(file);
    return resident;
}

/* What is mapped. (The process's size would tell the emulator's own tables, too.) */
static long mapped_pages(void) {
    unsigned long size = 0, from, to;
    char line[512];
    FILE *file = fopen("/proc/self/maps", "r");
    while (file && fgets(line, sizeof line, file))
        if (sscanf(line, "%lx-%lx", &from, &to) == 2)
            size += to - from;
    if (!file || !size)
        exit(2);
    fclose(file);
    return (long)(size / 4096);
}

int main(void) {
    long mapped = mapped_pages(), resident = resident_pages();
    int yielded = 0, finished = 0, right = 0;
    for (int i = 0; i < MANY; i++) {
        depths[i] = SHALLOW;
        coroutines[i] = segmented(&depths[i]);
    }
    long created = resident_pages() - resident;
    for (int i = 0; i < MANY; i++)
        yielded += fastctx_resume(coroutines[i], NULL) == FASTCTX_YIELDED;
    CHECK(yielded == MANY, "%d coroutines are %d deep at once", MANY, SHALLOW);
    printf("# resident: %ld bytes each when created, %ld when deep\n", created * 4096 / MANY,
           (resident_pages() - resident) * 4096 / MANY);
    for (int i = 0; i < MANY; i += 2)
        finished += fastctx_resume(coroutines[i], NULL) == FASTCTX_FINISHED;
    for (int i = 0; i < MANY; i += 2)
        right += depths[i] == SHALLOW;
    CHECK(finished == MANY / 2 && right == MANY / 2, "half of them come back, frames whole");
    for (int i = 0; i < MANY; i++)
        fastctx_destroy(coroutines[i]);
    long left = mapped_pages() - mapped;
    CHECK(left < 100, "destroyed, suspended or not, they leave %ld pages", left);

    long depth = DEEP;
    fastctx_co_t *deep = segmented(&depth);
    CHECK(fastctx_resume(deep, NULL) == FASTCTX_YIELDED, "one is %d deep", DEEP);
    CHECK(deeper(1) == 1, "meanwhile others go on");
    CHECK(fastctx_resume(deep, NULL) == FASTCTX_FINISHED && depth == DEEP, "and comes back");
    fastctx_destroy(deep);
    return check_done();
}
