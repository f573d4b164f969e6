/*
 * fastctx_stack_contains() and fastctx_stack_read() of a segmented stack: a variable
 * on any of its segments is found, and nothing that lies between them.
 */
#include "../check.h"
#include <errno.h>
#include <fastctx.h>

enum { DEPTH = 2000 };

static long *variables[DEPTH + 1];
static fastctx_co_t *co;
static int found;

__attribute__((noinline)) static long deeper(int n) {
    volatile long variable = 1000 + n;
    variables[n] = (long *)&variable;
    if (n == 0) {
        for (int i = 0; i <= DEPTH; i++)
            found += fastctx_stack_contains(co, variables[i]) == 1;
        fastctx_yield(NULL);
        return 0;
    }
    return deeper(n - 1) + variable;
}

static void *entry(void *arg, void *value) {
    (void)value;
    deeper(DEPTH);
    fastctx_yield(NULL);
    return arg;
}

int main(void) {
    fastctx_attr_t attr = FASTCTX_ATTR_INIT;
    attr.mode = FASTCTX_STACK_SEGMENTED;
    attr.stack_size = 4096;
    REQUIRE(fastctx_create(&co, &attr, entry, NULL) == 0, "created");
    fastctx_resume(co, NULL);
    CHECK(found == DEPTH + 1, "it contains the variables of all its functions, says the coroutine");

    int contained = 0, read = 0, outside = 0, lowest = 0, highest = 0;
    for (int i = 0; i <= DEPTH; i++) {
        long copy = 0;
        contained += fastctx_stack_contains(co, variables[i]) == 1;
        read += fastctx_stack_read(co, variables[i], &copy, sizeof copy) == sizeof copy &&
                copy == 1000 + i;
        if (variables[i] < variables[lowest])
            lowest = i;
        if (variables[i] > variables[highest])
            highest = i;
    }
    CHECK(contained == DEPTH + 1, "and whoever else asks");
    CHECK(read == DEPTH + 1, "all of them can be read");
    REQUIRE((char *)variables[highest] - (char *)variables[lowest] > 30000, "on some segments");

    /* From the first variable up: the end of the segment is the end of what is read. */
    static char buffer[1 << 20];
    long size = fastctx_stack_read(co, variables[DEPTH], buffer, sizeof buffer);
    CHECK(size > 8 && size < 16384, "%ld bytes from there to the end of its segment", size);
    CHECK(memcmp(buffer, variables[DEPTH], size) == 0, "as they are there");
    CHECK(fastctx_stack_contains(co, (char *)variables[DEPTH] + size) == 0, "nothing at the end");

    for (char *p = (char *)variables[lowest]; p < (char *)variables[highest]; p += 64)
        outside += fastctx_stack_contains(co, p) == 0;
    CHECK(outside > 0, "%d places between the first and the last are not in use", outside);
    long local = 0;
    CHECK(fastctx_stack_contains(co, &local) == 0, "nor is the thread's own stack");
    void *low, *high;
    CHECK(fastctx_stack_bounds(co, &low, &high) == -ENOTSUP, "it is not one range");

    fastctx_resume(co, NULL);
    CHECK(fastctx_stack_contains(co, variables[0]) == 0, "a function that returned has nothing");
    fastctx_resume(co, NULL);
    CHECK(fastctx_stack_contains(co, variables[DEPTH]) == 0, "nor a coroutine that has finished");
    fastctx_destroy(co);
    return check_done();
}
