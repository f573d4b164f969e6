/*
 * What dead coroutines have touched: growing stacks give it back themselves,
 * mapped ones when they are asked to.
 */
#include "stacks.h"

enum { COUNT = 200, SIZE = 256 * 1024, TOUCHED = 240 * 1024, HOT = 8 * 1024, KEPT = 56 };

static fastctx_co_t *coroutines[COUNT];
static uintptr_t places[COUNT];

/* As an entry function with a buffer does, of which it uses the lowest part. */
__attribute__((noinline)) static void touch(void) {
    volatile char buffer[TOUCHED];
    for (size_t i = 0; i < sizeof buffer; i += 4096)
        buffer[i] = 1;
    __asm__ volatile("" : : "r"(buffer) : "memory");
}

static void *deep(void *arg, void *value) {
    touch();
    return tell_place(arg, value);
}

static int make_all(int mode) {
    int made = 0;
    for (int i = 0; i < COUNT; i++)
        made += on_stack(&coroutines[i], mode, SIZE, deep, &places[i]) == 0 &&
                fastctx_resume(coroutines[i], NULL) == FASTCTX_YIELDED;
    return made;
}

static void destroy_all(void) {
    for (int i = 0; i < COUNT; i++)
        fastctx_destroy(coroutines[i]);
}

/* The bytes of all stacks that are in memory. */
static size_t resident(void) {
    size_t page = (size_t)sysconf(_SC_PAGESIZE), pages = 0;
    for (int i = 0; i < COUNT; i++)
        pages += resident_pages((places[i] & -page) - TOUCHED + page, TOUCHED);
    return pages * page;
}

int main(void) {
    size_t page = (size_t)sysconf(_SC_PAGESIZE), hot = HOT > page ? HOT : page;
    REQUIRE(make_all(FASTCTX_STACK_GROWING) == COUNT, "growing: %d live", COUNT);
    size_t live = resident();
    CHECK(live >= (size_t)COUNT * (TOUCHED - 8192), "they keep what they touch: %zu", live);
    destroy_all();
    size_t left = resident();
    /* The thread keeps 4 MiB for itself, as they are. */
    CHECK(left <= COUNT * hot + (4 << 20), "dead ones keep their tops: %zu", left);
    fastctx_trim();
    CHECK(resident() == 0, "fastctx_trim() leaves nothing: %zu", resident());
    REQUIRE(make_all(FASTCTX_STACK_GROWING) == COUNT, "they are used again");
    CHECK(resident() >= (size_t)COUNT * (TOUCHED - 8192), "with new pages");
    destroy_all();

    REQUIRE(make_all(FASTCTX_STACK_MAPPED) == COUNT, "mapped: %d live", COUNT);
    live = resident();
    destroy_all();
    CHECK(resident() == live, "dead ones keep all: %zu of %zu", resident(), live);
    CHECK(fastctx_trim() == 0, "fastctx_trim");
    CHECK(resident() == 0, "it leaves nothing: %zu", resident());
    REQUIRE(make_all(FASTCTX_STACK_MAPPED) == COUNT, "they are used again");
    destroy_all();
    return check_done();
}
