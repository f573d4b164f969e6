/* native.h: what the tests of the native layer share: a context beside main's. */
#ifndef NATIVE_H
#define NATIVE_H

#include "../check.h"
#include <fastctx.h>
#include <stdint.h>

static fastctx_t here, there;
static char native_stack[64 * 1024] __attribute__((aligned(64)));

/* Makes `there` a context that runs entry(arg, value) and then goes on here. */
static inline void start_there(fastctx_entry_t entry, void *arg) {
    if (fastctx_init(&there, native_stack, sizeof native_stack, entry, arg, &here) != 0) {
        printf("Bail out! fastctx_init\n");
        exit(1);
    }
}

static inline int is_on_native_stack(const void *p) {
    return (const char *)p >= native_stack && (const char *)p < native_stack + sizeof native_stack;
}

/* A number as a value to pass. */
static inline void *number(uintptr_t n) {
    void *value;
    memcpy(&value, &n, sizeof value);
    return value;
}

/* So that the compiler can neither know nor move what is in x. */
#define OPAQUE(x) __asm__ volatile("" : "+r"(x) : : "memory")

#endif
