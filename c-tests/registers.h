/* registers.h: the checker of callee-saved registers, from c-tests/arch. */
#ifndef REGISTERS_H
#define REGISTERS_H

#include "context.h"
#include <stddef.h>

#if defined(__x86_64__)
#include "arch/x86_64.h"
#elif defined(__aarch64__)
#include "arch/aarch64.h"
#endif

struct saved_register {
    const char *name;
    size_t offset;
    unsigned long mask;
};
#define NAME(name, offset, mask, a, b) {name, offset, mask},
#define FIRST(name, offset, mask, a, b) a,
#define SECOND(name, offset, mask, a, b) b,
static const struct saved_register saved_registers[] = {REGISTERS(NAME)};
enum { REGISTER_COUNT = sizeof saved_registers / sizeof saved_registers[0] };
static const unsigned long patterns[2][REGISTER_COUNT] = {{REGISTERS(FIRST)}, {REGISTERS(SECOND)}};

/* The functions of c-tests/arch/ARCH.S. */
extern long call_with_registers(void *fn, const void *a, const void *b, const unsigned long *want,
                                unsigned long *got);
extern void return_twice(void *get, void *set, void *ucp,
                         const unsigned long want[2][REGISTER_COUNT], unsigned long *got);

/* Index of the first register that is not as wanted, from `from` on, or -1. */
static inline int wrong_register(const unsigned long *want, const unsigned long *got, int from) {
    for (int i = from; i < REGISTER_COUNT; i++)
        if ((want[i] ^ got[i]) & saved_registers[i].mask)
            return i;
    return -1;
}

static inline void check_registers(const char *what, const unsigned long *want,
                                   const unsigned long *got) {
    int wrong = wrong_register(want, got, 0);
    CHECK(wrong < 0, "%s preserves every callee-saved register", what);
    for (; wrong >= 0; wrong = wrong_register(want, got, wrong + 1))
        printf("# %s: want %#lx, got %#lx\n", saved_registers[wrong].name, want[wrong], got[wrong]);
}

#endif
