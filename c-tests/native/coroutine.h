/* coroutine.h: what the tests of coroutines share: making one of any mode. */
#ifndef COROUTINE_H
#define COROUTINE_H

#include "../check.h"
#include <errno.h>
#include <fastctx.h>
#include <stdint.h>

/* A number as a value to pass, and back. */
static inline void *number(uintptr_t n) { return (void *)n; }
static inline uintptr_t of_number(void *value) { return (uintptr_t)value; }

#ifdef FREESTANDING
static const int all_modes[] = {FASTCTX_STACK_GIVEN};
enum { GIVEN_SIZE = 8 * 1024 };
#else
static const int all_modes[] = {FASTCTX_STACK_GIVEN, FASTCTX_STACK_MAPPED, FASTCTX_STACK_GROWING,
                                FASTCTX_STACK_SHARED};
enum { GIVEN_SIZE = 64 * 1024 };
#endif
enum { MODES = sizeof all_modes / sizeof *all_modes };
static const char *const mode_names[] = {"", "given", "mapped", "growing", "shared"};

#ifndef FREESTANDING
/* The calling thread's shared stack. */
static __thread fastctx_shared_t *shared_stack;
static __attribute__((noinline, unused)) fastctx_shared_t *my_shared_stack(void) {
    __asm__ volatile("");
    if (!shared_stack && fastctx_shared_create(&shared_stack, 256 * 1024) != 0)
        printf("Bail out! fastctx_shared_create\n"), exit(1);
    return shared_stack;
}
#endif

static inline int try_make(fastctx_co_t **co, int mode, unsigned flags, fastctx_entry_t entry,
                           void *arg) {
    fastctx_attr_t attr = FASTCTX_ATTR_INIT;
    attr.mode = mode;
    attr.flags = flags;
    attr.name = mode_names[mode];
    if (mode == FASTCTX_STACK_GIVEN) {
        attr.stack = malloc(GIVEN_SIZE); /* stays: the test is a short program */
        attr.stack_size = GIVEN_SIZE;
    }
#ifndef FREESTANDING
    if (mode == FASTCTX_STACK_SHARED)
        attr.shared = my_shared_stack();
#endif
    return fastctx_create(co, &attr, entry, arg);
}

static inline fastctx_co_t *make(int mode, unsigned flags, fastctx_entry_t entry, void *arg) {
    fastctx_co_t *co = NULL;
    int result = try_make(&co, mode, flags, entry, arg);
    if (result != 0)
        printf("Bail out! fastctx_create: %s\n", fastctx_strerror(result)), exit(1);
    return co;
}

#endif
