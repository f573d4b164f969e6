/* shadow_stack.h: what the tests of shadow stacks share. */
#ifndef SHADOW_STACK_H
#define SHADOW_STACK_H

#include "../check.h"
#include <stdint.h>

/* uintptr_t shadow_stack_pointer(void), zero where there is none; FORGES, RETURN_ADDRESS,
 * DESCEND. */
#include "shadow.h"

/* Behind a call: so that the compiler makes neither a jump nor a loop of it. */
#define STAY_A_CALL(result) __asm__ volatile("" : "+r"(result))

/* How many mappings the process has. */
static inline int mappings(void) {
    FILE *maps = fopen("/proc/self/maps", "re");
    int count = 0;
    for (int c; maps && (c = fgetc(maps)) != EOF;)
        count += c == '\n';
    if (maps)
        fclose(maps);
    return count;
}

#endif
