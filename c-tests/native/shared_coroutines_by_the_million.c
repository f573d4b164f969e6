/* A million coroutines that wait in a shallow function take at most 512 bytes each
 * (and what a call has to leave free on the stack), all included, and give them back. */
#include "../coroutine.h"
#include "arch.h"

#ifndef MORE_REGISTERS
#define MORE_REGISTERS 0
#endif

#ifdef EMULATED /* slow */
enum { COUNT = 100000 };
#else
enum { COUNT = 1000000 };
#endif

static void *idle(void *arg, void *value) {
    while (!fastctx_yield(&value)) {
    }
    return arg;
}

int main(void) {
    fastctx_shared_t *shared = shared_stack(64 * 1024);
    fastctx_co_t **co = malloc(COUNT * sizeof *co);
    int mistakes = 0;
    memset(co, 1, COUNT * sizeof *co); /* so that it is resident already */
    double before = resident_kilobytes();
    for (uintptr_t i = 0; i < COUNT; i++)
        mistakes += try_on_shared(&co[i], shared, 0, idle, value_of(i)) != 0;
    for (uintptr_t i = 0; i < COUNT; i++)
        mistakes += fastctx_resume(co[i], NULL) != FASTCTX_YIELDED;
    double bytes = (resident_kilobytes() - before) * 1024 / COUNT;
    CHECK(mistakes == 0, "%d coroutines wait: %d mistakes", COUNT, mistakes);
    CHECK(bytes > 200 && bytes <= 512 + ENTRY_AREA + MORE_REGISTERS, "they take %.1f bytes each",
          bytes);
    for (uintptr_t i = 0; i < COUNT; i++) {
        void *value = value_of(i + 1);
        mistakes += fastctx_resume(co[i], &value) != FASTCTX_YIELDED || value != value_of(i + 1);
    }
    CHECK(mistakes == 0, "each goes on: %d mistakes", mistakes);
    for (uintptr_t i = 0; i < COUNT; i++)
        mistakes += fastctx_destroy(co[i]) != 0;
    bytes = (resident_kilobytes() - before) * 1024 / COUNT;
    CHECK(mistakes == 0 && bytes < 50, "destroyed, they leave %.1f bytes each", bytes);
    CHECK(fastctx_shared_destroy(shared) == 0, "and the stack goes");
    return check_done();
}
