/*
 * coroutine.h: making coroutines of every kind, and locals that tell whether they
 * are still what they were.
 */
#ifndef COROUTINE_H
#define COROUTINE_H

#include "check.h"
#include <errno.h>
#include <fastctx.h>
#include <stdint.h>

static inline void *value_of(uintptr_t n) { return (void *)n; }
static inline uintptr_t number_of(void *value) { return (uintptr_t)value; }

static inline fastctx_shared_t *shared_stack(size_t size) {
    fastctx_shared_t *shared = NULL;
    int result = fastctx_shared_create(&shared, size);
    REQUIRE(result == 0, "fastctx_shared_create: %s", fastctx_strerror(result));
    return shared;
}

/* A coroutine on a shared stack, or an error: no output, for there may be many. */
static inline int try_on_shared(fastctx_co_t **co, fastctx_shared_t *shared, unsigned flags,
                                fastctx_entry_t entry, void *arg) {
    fastctx_attr_t attr = FASTCTX_ATTR_INIT;
    attr.mode = FASTCTX_STACK_SHARED;
    attr.flags = flags;
    attr.shared = shared;
    return fastctx_create(co, &attr, entry, arg);
}

static inline fastctx_co_t *on_shared(fastctx_shared_t *shared, fastctx_entry_t entry, void *arg) {
    fastctx_co_t *co = NULL;
    int result = try_on_shared(&co, shared, 0, entry, arg);
    REQUIRE(result == 0, "a coroutine on a shared stack: %s", fastctx_strerror(result));
    return co;
}

/* One with a stack of its own, which the caller is to free. */
static inline fastctx_co_t *on_own(fastctx_entry_t entry, void *arg, void **stack) {
    fastctx_attr_t attr = FASTCTX_ATTR_INIT;
    fastctx_co_t *co = NULL;
    attr.mode = FASTCTX_STACK_GIVEN;
    attr.stack_size = 256 * 1024;
    attr.stack = *stack = malloc(attr.stack_size);
    int result = fastctx_create(&co, &attr, entry, arg);
    REQUIRE(result == 0, "a coroutine on a stack of its own: %s", fastctx_strerror(result));
    return co;
}

/* One on memory that the caller gives. */
static inline fastctx_co_t *on_given(void *stack, size_t size, unsigned flags,
                                     fastctx_entry_t entry, void *arg) {
    fastctx_attr_t attr = FASTCTX_ATTR_INIT;
    fastctx_co_t *co = NULL;
    attr.mode = FASTCTX_STACK_GIVEN;
    attr.flags = flags;
    attr.stack = stack;
    attr.stack_size = size;
    int result = fastctx_create(&co, &attr, entry, arg);
    REQUIRE(result == 0, "fastctx_create: %s", fastctx_strerror(result));
    return co;
}

/* Fills an array so that it differs from that of every other number, by bytes
 * that the compiler cannot know. */
static inline void fill(volatile unsigned char *array, size_t size, uintptr_t number) {
    for (size_t i = 0; i < size; i++)
        array[i] = (unsigned char)(i * 7 + number * 31 + number / 256);
}

static inline int is_filled(const volatile unsigned char *array, size_t size, uintptr_t number) {
    for (size_t i = 0; i < size; i++)
        if (array[i] != (unsigned char)(i * 7 + number * 31 + number / 256))
            return 0;
    return 1;
}

/* Kilobytes of memory that this process has, by /proc/self/status. */
static inline long resident_kilobytes(void) {
    FILE *status = fopen("/proc/self/status", "r");
    char line[256];
    long kilobytes = -1;
    while (status && fgets(line, sizeof line, status))
        if (sscanf(line, "VmRSS: %ld", &kilobytes) == 1)
            break;
    if (status)
        fclose(status);
    return kilobytes;
}

#endif
