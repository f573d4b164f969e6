/*
 * Whatever the number of arguments and wherever the stack ends, nothing is written
 * above its top or below its base, neither by makecontext nor when the context
 * starts, is suspended and returns to its link; the function finds an aligned stack
 * pointer, its own room above it, and its last argument.
 */
#include "../context.h"
#include "../entry.h"

enum { CANARY = 512, SIZE = 32 * 1024, MOST = 64 };
static ucontext_t main_context, other;
static unsigned char memory[CANARY + SIZE + CANARY] __attribute__((aligned(64)));
static uintptr_t last;
static int runs;

#define P(n) uintptr_t a##n
#define P8(a, b, c, d, e, f, g, h) P(a), P(b), P(c), P(d), P(e), P(f), P(g), P(h)
static void body(P8(0, 1, 2, 3, 4, 5, 6, 7), P8(8, 9, 10, 11, 12, 13, 14, 15),
                 P8(16, 17, 18, 19, 20, 21, 22, 23), P8(24, 25, 26, 27, 28, 29, 30, 31),
                 P8(32, 33, 34, 35, 36, 37, 38, 39), P8(40, 41, 42, 43, 44, 45, 46, 47),
                 P8(48, 49, 50, 51, 52, 53, 54, 55), P8(56, 57, 58, 59, 60, 61, 62, 63)) {
    /* Those that it was given alone: what is behind them is not the function's. */
    const int count = runs % (MOST + 1);
    /* clang-format off */
#define CASE(n) if (count > n) last = a##n;
#define CASE8(a, b, c, d, e, f, g, h) \
    CASE(a) CASE(b) CASE(c) CASE(d) CASE(e) CASE(f) CASE(g) CASE(h)
    CASE8(0, 1, 2, 3, 4, 5, 6, 7) CASE8(8, 9, 10, 11, 12, 13, 14, 15)
    CASE8(16, 17, 18, 19, 20, 21, 22, 23) CASE8(24, 25, 26, 27, 28, 29, 30, 31)
    CASE8(32, 33, 34, 35, 36, 37, 38, 39) CASE8(40, 41, 42, 43, 44, 45, 46, 47)
    CASE8(48, 49, 50, 51, 52, 53, 54, 55) CASE8(56, 57, 58, 59, 60, 61, 62, 63)
        /* clang-format on */
        swapcontext(&other, &main_context);
}

/* The first byte that was written to, from the canary's lowest one on, or -1. */
static int written(const unsigned char *canary) {
    for (int i = 0; i < CANARY; i++)
        if (canary[i] != 0xa5)
            return i;
    return -1;
}

static int below, above, misaligned, outside, lost;
#define V8(n) V(n), V(n + 1), V(n + 2), V(n + 3), V(n + 4), V(n + 5), V(n + 6), V(n + 7)
#define V(n) ((uintptr_t)0x0123456789abcd00ull + n)

static void look(const char *when, int count, unsigned char *stack, size_t size) {
    int low = written(stack - CANARY), high = written(stack + size);
    if (low >= 0 && !below++)
        printf("# %d arguments, size %zu: %s wrote %d bytes below the base\n", count, size, when,
               CANARY - low);
    if (high >= 0 && !above++)
        printf("# %d arguments, size %zu: %s wrote %d bytes above the top\n", count, size, when,
               high);
}

static void run(int count, unsigned char *stack, size_t size) {
    memset(memory, 0xa5, sizeof memory);
    last = 0;
    on_stack(&other, stack, size, &main_context);
    makecontext(&other, entry_probe, count, V8(0), V8(8), V8(16), V8(24), V8(32), V8(40), V8(48),
                V8(56));
    look("makecontext", count, stack, size);
    swapcontext(&main_context, &other);
    const unsigned char *sp = (const unsigned char *)entry_stack_pointer;
    const int on_stack = count > REGISTER_ARGUMENTS ? count - REGISTER_ARGUMENTS : 0;
    const size_t room = CALL_PUSHES + ENTRY_AREA + (size_t)on_stack * sizeof(uintptr_t);
    misaligned += !is_entry_stack((const char *)sp);
    outside += sp < stack || sp + room > stack + size;
    lost += count > 0 && last != V((uintptr_t)count - 1);
    look("the start", count, stack, size);
    swapcontext(&main_context, &other); /* back by the link */
    look("the end", count, stack, size);
    runs++;
}

int main(void) {
    entry_then = (void (*)(void))body;
    for (size_t end = 0; end < 2 * STACK_ALIGNMENT; end++)
        for (int count = 0; count <= MOST; count++)
            run(count, memory + CANARY + end % 5, SIZE - end - end % 5);
    CHECK(runs == 2 * STACK_ALIGNMENT * (MOST + 1), "%d contexts ran and ended", runs);
    CHECK(!above, "nothing is written above the top: %d times something", above);
    CHECK(!below, "nothing is written below the base: %d times something", below);
    CHECK(!misaligned, "the stack pointer is aligned at entry: %d times not", misaligned);
    CHECK(!outside, "what the function may use above it is its stack's: %d times not", outside);
    CHECK(!lost, "the last argument arrives: %d times not", lost);
    return check_done();
}
