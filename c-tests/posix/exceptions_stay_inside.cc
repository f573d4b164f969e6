/* C++ exceptions thrown in a context are caught in it, over many frames. */
#include "../context.h"
#include <stdexcept>

static ucontext_t main_context, contexts[3];
static char stacks[3][STACK_SIZE];
static int caught, destroyed;

struct witness {
    ~witness() { destroyed++; }
};

static __attribute__((noinline)) void throw_deep(int depth) {
    witness w;
    if (depth == 0)
        throw std::runtime_error("from below");
    throw_deep(depth - 1);
    __asm__ volatile("");
}

static void body(int self) {
    for (;;) {
        try {
            throw_deep(10);
        } catch (const std::runtime_error &) {
            caught++;
        }
        /* A context in the middle of a try block is not where others throw. */
        try {
            swapcontext(&contexts[self], &main_context);
        } catch (...) {
            caught = -1000;
        }
    }
}

int main() {
    for (int i = 0; i < 3; i++)
        START(&contexts[i], stacks[i], nullptr, body, 1, i);
    for (int round = 0; round < 4; round++)
        for (int i = 0; i < 3; i++)
            swapcontext(&main_context, &contexts[i]);
    CHECK(caught == 12, "each throw was caught where it belongs: %d", caught);
    CHECK(destroyed == 12 * 11, "every frame was unwound: %d", destroyed);
    return check_done();
}
