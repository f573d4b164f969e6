/* scan.h: what the tests of the fastctx_scan_ functions share: a visit that looks for
 * registers, by their patterns, and for a pointer. */
#ifndef SCAN_H
#define SCAN_H

#include "registers.h"
#include <errno.h>
#include <fastctx.h>

static struct {
    const uint64_t *pattern; /* whose registers are looked for */
    char registers[REGISTER_COUNT];
    void *wanted, *found_at;   /* a pointer, and where the context has it */
    const void *only_at;       /* if not NULL: copies elsewhere do not count */
    void *replacement;         /* of it, if not NULL */
    uintptr_t stack, low, end; /* where the stack ends, and what of it was visited */
    size_t bytes;
    int calls, is_odd, is_elsewhere;
} seen;

/* Before a scan. */
static inline void look_for(const uint64_t *pattern, void *wanted) {
    memset(&seen, 0, sizeof seen);
    seen.pattern = pattern;
    seen.wanted = wanted;
}

static inline void look(void *data, void *memory, size_t size, void *address) {
    seen.calls++;
    seen.bytes += size;
    seen.is_elsewhere |= memory != address;
    seen.is_odd |= data != &seen || size == 0 || size % sizeof(void *) ||
                   (uintptr_t)memory % sizeof(void *) || (uintptr_t)address % sizeof(void *);
    if (seen.stack && (uintptr_t)address + size == seen.stack) {
        seen.low = (uintptr_t)address;
        seen.end = (uintptr_t)address + size;
    }
    for (size_t at = 0; at < size; at += sizeof(void *)) {
        char *word = (char *)memory + at, *there = (char *)address + at;
        void *value;
        memcpy(&value, word, sizeof value);
        if (seen.wanted && value == seen.wanted && (!seen.only_at || seen.only_at == there)) {
            seen.found_at = there;
            if (seen.replacement)
                memcpy(word, &seen.replacement, sizeof value);
        }
        char last[8] = {0}; /* what is compared may be wider than a word */
        if (at + sizeof last > size)
            word = memcpy(last, word, size - at);
        for (int i = 0; seen.pattern && i < NATIVE_REGISTERS; i++)
            seen.registers[i] |= register_is_at(word, i, seen.pattern) != 0;
    }
}

/* The name of a register that was not found, or NULL. (What waits as no word of its own
 * holds no pointer.) */
static inline const char *missing(void) {
    for (int i = 0; i < NATIVE_REGISTERS; i++) {
#ifdef REGISTER_WAITS
        if (REGISTER_WAITS(i))
            continue;
#endif
        if (!seen.registers[i])
            return saved_registers[i].name;
    }
    return NULL;
}

#define CHECK_REGISTERS(name)                                                                      \
    CHECK(!missing(), "%s: with all its registers (missing: %s)", name,                            \
          missing() ? missing() : "none")

/* Things to point to. No static variable holds the address of one. */
static char objects[8];
static inline void *object(volatile int i) { return &objects[i]; }

#endif
