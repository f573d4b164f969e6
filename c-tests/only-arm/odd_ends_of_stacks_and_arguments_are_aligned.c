/*
 * A function has its stack pointer at a multiple of 8, AAPCS32 6.2.1.2, with any number of
 * arguments on a stack that ends anywhere: double words are stored in pairs of
 * registers and by the VFP. (libucontext 1.2 subtracts 4 bytes an argument and goes
 * on; glibc aligns where the stack ends at a multiple of 8 alone.)
 */
#include "../context.h"
#include "arch.h"

extern void entry_probe(void);
extern uintptr_t entry_stack_pointer;
extern void (*entry_then)(void);

static ucontext_t main_context, other;
static char stack[STACK_SIZE] __attribute__((aligned(8)));
static int ran;
static void body(void) { ran++; }

int main(void) {
    entry_then = body;
    for (int count = 0; count <= 12; count++) {
        int wrong = 0;
        ran = 0;
        for (size_t end = 0; end < 8; end++) {
            on_stack(&other, stack, sizeof stack - end, &main_context);
            makecontext(&other, entry_probe, count, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
            swapcontext(&main_context, &other);
            wrong += entry_stack_pointer % STACK_ALIGNMENT != 0;
        }
        CHECK(ran == 8 && !wrong, "%d arguments: %d of 8 wrong", count, wrong);
    }
    return check_done();
}
