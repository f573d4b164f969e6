/*
 * swapcontext(&a, &a) returns 0 where it was called: what is resumed is what it
 * has just saved, not what `a` held before. (Its mask: ours/mask_of_a_...)
 */
#include "../context.h"

int main(void) {
    static ucontext_t a;
    ucontext_t *volatile self = &a; /* the prototype says restrict */
    volatile int times = 0, result = -2;
    getcontext(&a);
    if (++times == 1)
        result = swapcontext(self, self);
    CHECK(times == 1, "getcontext did not return again: %d", times);
    CHECK(result == 0, "swapcontext returned 0: %d", result);
    return check_done();
}
