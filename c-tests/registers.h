/* registers.h: the checker of callee-saved registers, from c-tests/arch. */
#ifndef REGISTERS_H
#define REGISTERS_H

#include "context.h"
#include "register_list.h"
#include <inttypes.h>
#include <stddef.h>

/* Those that only switches with FP control keep. */
static inline int is_fp_control(int i) { return i >= NATIVE_REGISTERS; }

/* Another value at `at`, where register `i` is kept: that of the other pattern. */
static inline void lose_register(void *at, int i) {
    const uint64_t difference = patterns[0][i] ^ patterns[1][i];
    if (saved_registers[i].size == 8)
        *(uint64_t *)at ^= difference;
    else if (saved_registers[i].size == 4)
        *(uint32_t *)at ^= (uint32_t)difference;
    else
        *(uint16_t *)at ^= (uint16_t)difference;
}

/* Whether the register `i` of a pattern waits at a place of a stack. */
static inline int register_is_at(const void *at, int i, const uint64_t *pattern) {
    uint64_t eight;
    uint32_t four;
    memcpy(&eight, at, sizeof eight);
    memcpy(&four, at, sizeof four);
#ifdef REGISTER_WAITS
    if (REGISTER_WAITS(i))
        return register_waits(at, i, pattern);
#endif
#ifdef FP_CONTROL_WAITS
    if (is_fp_control(i))
        return fp_control_waits(at, i, pattern);
#endif
    return saved_registers[i].size == 8 ? eight == pattern[i] : four == (uint32_t)pattern[i];
}

/* Index of the first register that is not as wanted, from `from` on, or -1. */
static inline int wrong_register(const uint64_t *want, const uint64_t *got, int from) {
    for (int i = from; i < REGISTER_COUNT; i++)
        if ((want[i] ^ got[i]) & saved_registers[i].mask)
            return i;
    return -1;
}

static inline void check_registers(const char *what, const uint64_t *want, const uint64_t *got) {
    int wrong = wrong_register(want, got, 0);
    CHECK(wrong < 0, "%s preserves every callee-saved register", what);
    for (; wrong >= 0; wrong = wrong_register(want, got, wrong + 1))
        printf("# %s: want %#" PRIx64 ", got %#" PRIx64 "\n", saved_registers[wrong].name,
               want[wrong], got[wrong]);
}

#endif
