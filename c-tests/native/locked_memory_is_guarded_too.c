/* mlockall(2): such memory takes no MADV_GUARD_INSTALL. */
#include "stacks.h"

enum { COUNT = 100, SIZE = 64 * 1024 };

int main(void) {
    static fastctx_co_t *coroutines[COUNT];
    static uintptr_t places[COUNT];
    int ends[2], made = 0, guarded = 0, ended = 0;
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    if (mlockall(MCL_CURRENT | MCL_FUTURE) != 0 || munlockall() != 0)
        SKIP_ALL("memory cannot be locked here");
    REQUIRE(pipe(ends) == 0, "pipe");
    /* One before, so that there is a chunk of the other sort. */
    REQUIRE(on_stack(&coroutines[0], FASTCTX_STACK_GROWING, SIZE, tell_place, &places[0]) == 0,
            "a coroutine");
    REQUIRE(mlockall(MCL_CURRENT | MCL_FUTURE) == 0, "mlockall");
    for (int i = 1; i < COUNT; i++)
        made += on_stack(&coroutines[i], FASTCTX_STACK_GROWING, SIZE, tell_place, &places[i]) == 0;
    CHECK(made == COUNT - 1, "%d coroutines in locked memory", made);
    for (int i = 0; i < made + 1; i++) {
        fastctx_resume(coroutines[i], NULL);
        uintptr_t low = (places[i] & -page) + page - SIZE;
        guarded += write(ends[1], (void *)(low - 1), 1) == -1 && errno == EFAULT &&
                   write(ends[1], (void *)low, 1) == 1;
    }
    CHECK(guarded == COUNT, "%d have a guard", guarded);
    for (int i = 0; i < made + 1; i++)
        ended += fastctx_resume(coroutines[i], NULL) == FASTCTX_FINISHED &&
                 fastctx_destroy(coroutines[i]) == 0;
    CHECK(ended == COUNT, "%d end", ended);
    fastctx_trim();
    return check_done();
}
