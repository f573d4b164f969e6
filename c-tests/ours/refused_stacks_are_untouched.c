/*
 * A makecontext that cannot be honoured writes nothing outside the stack it
 * was given, and whoever resumes the context gets -1 with ENOMEM, its own
 * state intact; a later makecontext with a good stack mends it.
 */
#include "../context.h"
#include "arch.h"
#include <errno.h>
#include <limits.h>
#include <stdint.h>

enum { CANARY = 256 };
static ucontext_t main_context, other;
static unsigned char memory[CANARY + STACK_SIZE + CANARY];
static int ran;

static void body(void) { ran++; }

static int untouched(size_t from, size_t to) {
    for (size_t i = from; i < to; i++)
        if (memory[i] != 0xa5)
            return 0;
    return 1;
}

/* Whether it was refused, and the caller went on as if nothing had happened. */
static void refused(const char *what, void *sp, size_t size, int count) {
    register long kept __asm__(CALLEE_SAVED) = 1234567;
    memset(memory, 0xa5, sizeof memory);
    on_stack(&other, sp, size, &main_context);
    errno = 0;
    makecontext(&other, body, count, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16);
    CHECK(errno == ENOMEM, "%s: makecontext sets errno to ENOMEM: %d", what, errno);
    CHECK(untouched(0, sizeof memory), "%s: nothing is written", what);
    __asm__ volatile("" : "+r"(kept));
    errno = 0;
    int result = swapcontext(&main_context, &other);
    __asm__ volatile("" : "+r"(kept));
    CHECK(result == -1 && errno == ENOMEM, "%s: swapcontext is -1, ENOMEM: %d, %d", what, result,
          errno);
    CHECK(kept == 1234567, "%s: the caller's register is its own", what);
    errno = 0;
    result = setcontext(&other);
    CHECK(result == -1 && errno == ENOMEM, "%s: setcontext is -1, ENOMEM: %d, %d", what, result,
          errno);
}

int main(void) {
    unsigned char *stack = memory + CANARY;
    refused("null stack", NULL, STACK_SIZE, 0);
    refused("empty stack", stack, 0, 0);
    refused("one byte", stack, 1, 0);
    refused("a negative count", stack, STACK_SIZE, -1);
    refused("the most negative count", stack, STACK_SIZE, INT_MIN);
    refused("more arguments than the stack holds", stack, 64, 40);
    refused("as many arguments as there are ints", stack, STACK_SIZE, INT_MAX);
    refused("a stack that ends beyond the address space", stack, SIZE_MAX, 0);
    refused("a stack that ends just beyond it", stack, SIZE_MAX - (size_t)stack + 1, 0);

    memset(memory, 0xa5, sizeof memory);
    on_stack(&other, stack, STACK_SIZE, &main_context);
    makecontext(&other, NULL, 0);
    errno = 0;
    CHECK(swapcontext(&main_context, &other) == -1 && errno == ENOMEM, "a null function: ENOMEM");

    /* The smallest stacks: either refused, or nothing outside is touched. */
    for (size_t size = 0; size < 200; size++) {
        memset(memory, 0xa5, sizeof memory);
        on_stack(&other, stack, size, &main_context);
        makecontext(&other, body, 16, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16);
        if (!untouched(0, CANARY) || !untouched(CANARY + size, sizeof memory)) {
            CHECK(0, "a stack of %zu bytes: something outside is written", size);
            return check_done();
        }
    }
    CHECK(1, "nothing outside stacks of 0 to 199 bytes is written");

    on_stack(&other, stack, STACK_SIZE, &main_context);
    makecontext(&other, body, 0);
    CHECK(swapcontext(&main_context, &other) == 0 && ran == 1, "a good stack mends the context");
    return check_done();
}
