/*
 * setcontext makes getcontext return 0 once more, as often as it is called: the
 * first time, again, and when swapcontext saved the context. The whole register is
 * 0, for there are machines where the upper half of an int's must not be anything.
 */
#include "../context.h"

static ucontext_t here, other;
static char stack[STACK_SIZE];

/* By name and with the attribute: then compilers put a landing pad behind the call. */
long whole_getcontext(ucontext_t *) __asm__("getcontext") __attribute__((returns_twice));
typedef long whole_swap(ucontext_t *, const ucontext_t *);

static void body(void) { setcontext(&here); }

int main(void) {
    whole_swap *volatile swap = (whole_swap *)(void (*)(void))swapcontext;
    volatile int times = 0;
    volatile long results = 0, first = -1;
    memset(&here, 0x5a, sizeof here); /* the result is in there, too */
    long result = whole_getcontext(&here);
    results |= result;
    if (times == 0)
        first = result;
    times++;
    if (times < 1000)
        setcontext(&here);
    CHECK(times == 1000, "getcontext returned 1000 times: %d", times);
    CHECK(first == 0, "the first time it returned 0: %#lx", first);
    CHECK(results == 0, "and each time: %#lx", results);
    for (int i = 0; i < 1000; i++)
        results |= whole_getcontext(&other); /* and where all that there is to know is known */
    CHECK(results == 0, "each of a thousand in a row: %#lx", results);
    START(&other, stack, NULL, body, 0);
    result = swap(&here, &other);
    CHECK(result == 0, "swapcontext returns 0 when what it saved is resumed: %#lx", result);
    return check_done();
}
