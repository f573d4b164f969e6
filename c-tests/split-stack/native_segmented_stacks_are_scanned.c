/*
 * fastctx_scan_coroutine() of a segmented stack visits what is in use of each segment, and
 * what libgcc has allocated for arrays that no segment has room for; nothing else.
 */
#include "../scan.h"

enum { DEPTH = 2000, LARGE = 1 << 20 };

static void *volatile *variables[DEPTH + 1], **large;
static fastctx_co_t *co;
static uint64_t got[REGISTER_COUNT];

__attribute__((noinline)) static long deeper(int n) {
    void *volatile variable = object(1);
    variables[n] = &variable;
    if (n == 0) {
        void *value = NULL;
        call_with_registers((void *)fastctx_yield, &value, NULL, patterns[1], got);
        return 0;
    }
    return deeper(n - 1) + (variable == object(1));
}

/* Its array is on none of the segments. */
__attribute__((noinline)) static long with_an_array(size_t size) {
    void *array[size / sizeof(void *)];
    large = array;
    memset(array, 0, size);
    __asm__ volatile("" : : "r"(array) : "memory");
    array[7] = object(2);
    __asm__ volatile("" : : "r"(array) : "memory");
    return deeper(DEPTH) + (array[7] == object(2));
}

static void *entry(void *arg, void *value) {
    (void)value;
    with_an_array((size_t)(uintptr_t)arg);
    return arg;
}

static char is_visited[DEPTH + 1];
static void mark(void *data, void *memory, size_t size, void *address) {
    look(data, memory, size, address);
    for (int i = 0; i <= DEPTH; i++)
        is_visited[i] |=
            (char *)variables[i] >= (char *)memory && (char *)variables[i] < (char *)memory + size;
}

int main(void) {
    fastctx_attr_t attr = FASTCTX_ATTR_INIT;
    attr.mode = FASTCTX_STACK_SEGMENTED;
    attr.stack_size = 4096;
    REQUIRE(fastctx_create(&co, &attr, entry, (void *)(uintptr_t)LARGE) == 0, "created");
    look_for(NULL, (void *)(uintptr_t)LARGE);
    CHECK(fastctx_scan_coroutine(co, NULL, look, &seen) == 0 && seen.found_at,
          "the argument of one that has not run is found");
    fastctx_resume(co, NULL);

    look_for(patterns[1], object(2));
    CHECK(fastctx_scan_coroutine(co, NULL, mark, &seen) == 0, "one that waits is scanned");
    CHECK_REGISTERS("segmented");
    int visited = 0;
    for (int i = 0; i <= DEPTH; i++)
        visited += is_visited[i];
    CHECK(visited == DEPTH + 1, "with the variables of all its functions: %d", visited);
    REQUIRE(seen.calls > 5, "in %d pieces", seen.calls);
    CHECK(seen.found_at == (void *)&large[7], "and what is in its large array");
    CHECK(seen.bytes < LARGE + DEPTH * 1024, "%d bytes in all", (int)seen.bytes);
    CHECK(!seen.is_odd && !seen.is_elsewhere, "in whole words, where it finds them");
    char local;
    look_for(NULL, NULL);
    CHECK(fastctx_scan_coroutine(co, &local, look, &seen) == -EFAULT && seen.calls == 0,
          "a stack pointer that is elsewhere is refused");
    CHECK(fastctx_scan_coroutine(co, (void *)variables[0], look, &seen) == 0 && seen.calls > 5,
          "one on a segment is where it begins");

    fastctx_resume(co, NULL);
    look_for(NULL, NULL);
    CHECK(fastctx_scan_coroutine(co, NULL, look, &seen) == 0 && seen.calls == 0,
          "of one that has finished there is nothing");
    fastctx_destroy(co);
    return check_done();
}
