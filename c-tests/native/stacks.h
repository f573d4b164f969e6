/*
 * stacks.h: coroutines on stacks of the library's own, for the tests of those.
 */
#ifndef STACKS_H
#define STACKS_H

#include "../check.h"
#include <errno.h>
#include <fastctx.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/wait.h>

/* A coroutine on a stack of a mode and size: 0, or what fastctx_create returns. */
static inline int on_stack(fastctx_co_t **co, int mode, size_t size, fastctx_entry_t entry,
                           void *arg) {
    fastctx_attr_t attr = FASTCTX_ATTR_INIT;
    attr.mode = mode;
    attr.stack_size = size;
    return fastctx_create(co, &attr, entry, arg);
}

static inline const char *mode_name(int mode) {
    return mode == FASTCTX_STACK_MAPPED ? "mapped" : "growing";
}

/* Stores where its stack is in *arg, yields, and ends. */
static inline void *tell_place(void *arg, void *value) {
    char here;
    *(uintptr_t *)arg = (uintptr_t)&here;
    fastctx_yield(&value);
    return value;
}

/* Runs a function in a child: what its waitpid(2) tells. */
static inline int in_child(int (*function)(void *), void *arg) {
    int status = -1;
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        alarm(60); /* a child that waits for ever is a failure, too */
        _exit(function(arg));
    }
    if (child < 0 || waitpid(child, &status, 0) != child)
        return -1;
    return status;
}

/* How many pages of [low, low + size) are in memory. */
static inline size_t resident_pages(uintptr_t low, size_t size) {
    size_t page = (size_t)sysconf(_SC_PAGESIZE), pages = size / page, count = 0;
    unsigned char *vector = malloc(pages);
    if (!vector || mincore((void *)(low & -page), pages * page, vector) != 0)
        pages = 0;
    for (size_t i = 0; i < pages; i++)
        count += vector[i] & 1;
    free(vector);
    return count;
}

#endif
