/*
 * makecontext passes 0 to 64 arguments, each a whole register wide, on a stack
 * that is aligned as the calling convention has it.
 */
#include "../context.h"
#include "../entry.h"

static ucontext_t main_context, other;
static char stack[STACK_SIZE];
static uintptr_t got[64];
static int ran, misaligned;

#define P(n) uintptr_t a##n
#define P8(a, b, c, d, e, f, g, h) P(a), P(b), P(c), P(d), P(e), P(f), P(g), P(h)
#define G(n) got[n] = a##n
#define G8(a, b, c, d, e, f, g, h) G(a), G(b), G(c), G(d), G(e), G(f), G(g), G(h)

static void body(P8(0, 1, 2, 3, 4, 5, 6, 7), P8(8, 9, 10, 11, 12, 13, 14, 15),
                 P8(16, 17, 18, 19, 20, 21, 22, 23), P8(24, 25, 26, 27, 28, 29, 30, 31),
                 P8(32, 33, 34, 35, 36, 37, 38, 39), P8(40, 41, 42, 43, 44, 45, 46, 47),
                 P8(48, 49, 50, 51, 52, 53, 54, 55), P8(56, 57, 58, 59, 60, 61, 62, 63)) {
    G8(0, 1, 2, 3, 4, 5, 6, 7), G8(8, 9, 10, 11, 12, 13, 14, 15);
    G8(16, 17, 18, 19, 20, 21, 22, 23), G8(24, 25, 26, 27, 28, 29, 30, 31);
    G8(32, 33, 34, 35, 36, 37, 38, 39), G8(40, 41, 42, 43, 44, 45, 46, 47);
    G8(48, 49, 50, 51, 52, 53, 54, 55), G8(56, 57, 58, 59, 60, 61, 62, 63);
    ran++;
    swapcontext(&other, &main_context);
}

/* A register wide, with a part in each half and a negative one among them. */
#define V(n) ((uintptr_t)0x0123456789abcd00ull * ((n) % 2 ? 1 : 0xf1) + (n))
#define V8(n) V(n), V(n + 1), V(n + 2), V(n + 3), V(n + 4), V(n + 5), V(n + 6), V(n + 7)

int main(void) {
    entry_then = (void (*)(void))body;
    for (int count = 0; count <= 64; count++) {
        memset(got, 0, sizeof got);
        /* What is beyond `count` is not read: the same call serves all counts. */
        START(&other, stack, NULL, entry_probe, count, V8(0), V8(8), V8(16), V8(24), V8(32), V8(40),
              V8(48), V8(56));
        swapcontext(&main_context, &other);
        misaligned += !is_entry_stack((const char *)entry_stack_pointer);
        int same = 0;
        while (same < count && got[same] == V(same))
            same++;
        CHECK(same == count, "%d arguments: %d arrived whole", count, same);
    }
    CHECK(ran == 65, "every context ran: %d", ran);
    CHECK(!misaligned, "the stack is aligned whatever the count: %d times not", misaligned);
    return check_done();
}
