/* register_list.h: the registers that a callee preserves, by name, and the functions of
 * c-tests/arch that set and look at them. Needs no C library. */
#ifndef REGISTER_LIST_H
#define REGISTER_LIST_H

#include "arch.h"
#include <stdint.h>

struct saved_register {
    const char *name;
    int offset; /* in ucontext_t, or -1: elsewhere */
    int size;   /* there, and where fastctx_switch keeps it */
    uint64_t mask;
};
#define NAME(name, offset, size, mask, a, b) {name, offset, size, mask},
#define FIRST(name, offset, size, mask, a, b) a,
#define SECOND(name, offset, size, mask, a, b) b,
static const struct saved_register saved_registers[] = {REGISTERS(NAME)};
enum { REGISTER_COUNT = sizeof saved_registers / sizeof saved_registers[0] };
static const uint64_t patterns[2][REGISTER_COUNT] = {{REGISTERS(FIRST)}, {REGISTERS(SECOND)}};

/* The functions of c-tests/arch/ARCH/arch.S. */
extern long call_with_registers(void *fn, const void *a, const void *b, const uint64_t *want,
                                uint64_t *got);
extern void return_twice(void *get, void *set, void *ucp, const uint64_t want[2][REGISTER_COUNT],
                         uint64_t *got);

#endif
