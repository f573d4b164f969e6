/* libucontext's names, and those with two underscores, do the same. */
#include "../context.h"

#define DECLARE(prefix)                                                                            \
    int prefix##getcontext(ucontext_t *);                                                          \
    int prefix##setcontext(const ucontext_t *);                                                    \
    int prefix##swapcontext(ucontext_t *, const ucontext_t *);                                     \
    void prefix##makecontext(ucontext_t *, void (*)(void), int, ...);
DECLARE(libucontext_)
DECLARE(__)

static ucontext_t main_context, other;
static char stack[STACK_SIZE];
static int sum;

#define TRY(prefix)                                                                                \
    static void prefix##body(int a, int b, int c, int d, int e, int f, int g, int h) {             \
        sum += a + b + c + d + e + f + g + h;                                                      \
        prefix##swapcontext(&other, &main_context);                                                \
        sum += 1000;                                                                               \
        prefix##setcontext(&main_context);                                                         \
    }                                                                                              \
    static __attribute__((noinline)) void prefix##try(void) {                                      \
        sum = 0;                                                                                   \
        prefix##getcontext(&other);                                                                \
        other.uc_stack.ss_sp = stack;                                                              \
        other.uc_stack.ss_size = sizeof stack;                                                     \
        prefix##makecontext(&other, (void (*)(void))prefix##body, 8, 1, 2, 3, 4, 5, 6, 7, 8);      \
        CHECK(prefix##swapcontext(&main_context, &other) == 0, #prefix "swapcontext");             \
        CHECK(prefix##swapcontext(&main_context, &other) == 0, #prefix "setcontext");              \
        CHECK(sum == 1036, #prefix ": %d", sum);                                                   \
    }
TRY(libucontext_)
TRY(__)

int main(void) {
    libucontext_try();
    __try
        ();
    return check_done();
}
