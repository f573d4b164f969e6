/*
 * A function without calls keeps variables below the stack pointer, where its
 * ABI has a red zone (x86_64: 128 bytes). They are there after an inline switch:
 * neither leaving nor coming back writes there.
 */
#include "arch.h"
#include "native.h"
#include <fastctx_inline.h>

static uintptr_t lowest;
static int below;

static void *look(void *arg, void *value) {
    (void)arg;
    for (;;) {
        /* Some stack of our own, so that a wrong stack pointer would be seen. */
        volatile char used[512];
        memset((char *)used, 0x77, sizeof used);
        below = lowest < (uintptr_t)here.sp;
        value = fastctx_switch_inline(&there, &here, value);
    }
    return NULL;
}

/* No calls in here, or there is no red zone. */
static __attribute__((noinline)) unsigned long leaf(unsigned long n) {
    unsigned long local[14];
    for (unsigned long i = 0; i < 14; i++)
        local[i] = n * (i + 1);
    __asm__ volatile("" : : "r"(local) : "memory");
    lowest = (uintptr_t)local;
    fastctx_switch_inline(&here, &there, NULL);
    __asm__ volatile("" : : "r"(local) : "memory");
    unsigned long sum = 0;
    for (int i = 0; i < 14; i++)
        sum += local[i];
    return sum;
}

int main(void) {
    start_there(look, NULL);
    for (unsigned long n = 1; n <= 3; n++) {
        unsigned long got = leaf(n);
        CHECK(got == 105 * n, "the variables of a leaf function are there afterwards: %lu", got);
    }
    printf("# below the stack pointer: %s\n", below ? "yes" : "no");
#if RED_ZONE && defined(__OPTIMIZE__) && !defined(__SANITIZE_ADDRESS__) &&                         \
    !defined(MAY_HAVE_NO_RED_ZONE)
    CHECK(below, "they were below the stack pointer");
#endif
    return check_done();
}
