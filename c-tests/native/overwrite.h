/* overwrite.h: the other side of a switch, which overwrites one register (c-tests/arch). */
#ifndef OVERWRITE_H
#define OVERWRITE_H

#include "native.h"

/* What overwriting_context gets as its value. */
struct overwriting {
    void (*overwrite)(void);
    fastctx_t *back;
    void *value;
};
extern void overwriting_context(void);

#define OVERWRITE_DECLARE(name, ...) extern void overwrite_##name(void);

#include "overwrite_list.h"

OVERWRITE_ALL(OVERWRITE_DECLARE)

/* Makes `there` the context that overwrites. */
static inline void overwrite_there(void) {
    there.sp = native_stack + sizeof native_stack - 64;
    *(void (**)(void)) & there.pc = overwriting_context;
}

#endif
