/*
 * entry.h: with which stack pointer a function is entered. Whoever is given
 * entry_probe as the function has *entry_then called, with the same arguments.
 */
#ifndef ENTRY_H
#define ENTRY_H

#include "arch.h"

/* Of c-tests/arch/ARCH/arch.S. */
extern uintptr_t entry_stack_pointer;
extern void (*entry_then)(void);
extern void entry_probe(void);

/* Whether the stack is aligned as the ABI wants it at a function's first instruction. */
static inline int is_entry_stack(const char *sp) {
    return ((uintptr_t)sp + CALL_PUSHES) % STACK_ALIGNMENT == 0;
}

#endif
