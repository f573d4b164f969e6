/*
 * swapcontext(&a, &a) returns 0 where it was called: what is resumed is what it
 * has just saved, not what `a` held before. (Its mask: ours/mask_of_a_...)
 */
#include "../context.h"

static ucontext_t a;
static ucontext_t *volatile self = &a; /* the prototype says restrict */

/* Where the stack pointer is another than `a` holds. */
static __attribute__((noinline)) int deeper(int depth) {
    volatile char frame[256];
    frame[depth] = (char)depth;
    int result = depth ? deeper(depth - 1) : swapcontext(self, self);
    return result + (frame[depth] != depth);
}

int main(void) {
    volatile int times = 0, result = -2;
    getcontext(&a);
    if (++times == 1)
        result = swapcontext(self, self);
    CHECK(times == 1, "getcontext did not return again: %d", times);
    CHECK(result == 0, "swapcontext returned 0: %d", result);
    result = deeper(3);
    CHECK(times == 1 && result == 0, "deeper in the stack too: %d, %d", times, result);
    return check_done();
}
