/* mask_restored.h: one test for each name of a jump that restores a mask. */
#ifndef MASK_RESTORED_H
#define MASK_RESTORED_H

#include "mask_change.h"
#include <setjmp.h>

enum { BEFORE = 1 << (SIGHUP - 1), AFTER = 1 << (SIGUSR1 - 1) | 1 << (SIGUSR2 - 1) };

/* A program that checks that switches notice what `jump` restores. */
#define TEST_JUMP(jump)                                                                            \
    static void by_the_jump(void) {                                                                \
        sigjmp_buf buffer;                                                                         \
        begin_with(AFTER);                                                                         \
        if (sigsetjmp(buffer, 1) == 0) {                                                           \
            begin_with(BEFORE);                                                                    \
            jump(buffer, 1);                                                                       \
        }                                                                                          \
    }                                                                                              \
    int main(void) {                                                                               \
        check_change(#jump, by_the_jump, BEFORE, AFTER);                                           \
        return check_done();                                                                       \
    }

#endif
