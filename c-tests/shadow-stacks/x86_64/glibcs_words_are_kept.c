/*
 * Where glibc knows of the shadow stack (bit 1 of the word at 0x48 of its thread, which
 * this program sets for it) contexts have in __ssp what glibc's own functions look at,
 * and the word at 0x78 tells which shadow stack is in use. Where it does not, neither
 * is touched: musl's ucontext_t ends before __ssp.
 */
#include "../shadow_stack.h"
#include <ucontext.h>

#define THREAD_WORD(offset) (*(volatile uintptr_t __seg_fs *)(offset))

static ucontext_t here, there, plain;
static char stack[16384];
static uintptr_t inside, base;

static void made(void) {
    inside = shadow_stack_pointer();
    base = THREAD_WORD(0x78);
}

static unsigned long long *ssp(ucontext_t *context) {
    return (unsigned long long *)((char *)context + 936);
}

int main(void) {
    memset(ssp(&plain), 0x55, 32);
    getcontext(&plain);
    CHECK(ssp(&plain)[0] == 0x5555555555555555 && THREAD_WORD(0x78) == 0,
          "without the bit nothing is written");

    THREAD_WORD(0x48) |= 2;
    getcontext(&there);
    CHECK(ssp(&there)[0] == shadow_stack_pointer() - 8, "getcontext: the pointer");
    uintptr_t own = ssp(&there)[1];
    CHECK(own != 0 && THREAD_WORD(0x78) == own, "what the shadow stack is known by");
    there.uc_stack.ss_sp = stack;
    there.uc_stack.ss_size = sizeof stack;
    there.uc_link = &here;
    makecontext(&there, made, 0);
    uintptr_t low = ssp(&there)[1], size = ssp(&there)[2];
    CHECK(ssp(&there)[0] == low + size && size >= sizeof stack / 2, "makecontext: end and size");
    swapcontext(&here, &there);
    CHECK(low <= inside && inside < low + size, "the context ran there");
    CHECK(base == low, "and it was known by its lowest address");
    CHECK(THREAD_WORD(0x78) == own, "the thread's own is in use again");
    THREAD_WORD(0x48) &= ~(uintptr_t)2;
    return check_done();
}
