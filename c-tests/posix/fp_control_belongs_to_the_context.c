/*
 * The rounding mode, and on x86 the control words of both units whole, are
 * saved and restored with the context: by swapcontext, by setcontext, and for
 * a made context those of the getcontext before it.
 */
#include "../context.h"
#include <fenv.h>

static ucontext_t main_context, other;
static char stack[STACK_SIZE];
static int seen[2];

struct control {
    unsigned long word[2];
};

static struct control control(void) {
    struct control c = {{0, 0}};
#if defined(__x86_64__)
    unsigned int mxcsr;
    unsigned short fpcw;
    __asm__ volatile("stmxcsr %0\n\tfnstcw %1" : "=m"(mxcsr), "=m"(fpcw));
    c.word[0] = mxcsr & 0xffc0; /* without the exception flags */
    c.word[1] = fpcw;
#elif defined(__aarch64__)
    __asm__ volatile("mrs %0, fpcr" : "=r"(c.word[0]));
#endif
    return c;
}

static void set_control(struct control c) {
#if defined(__x86_64__)
    unsigned int mxcsr = (unsigned int)c.word[0];
    unsigned short fpcw = (unsigned short)c.word[1];
    __asm__ volatile("ldmxcsr %0\n\tfldcw %1" ::"m"(mxcsr), "m"(fpcw));
#elif defined(__aarch64__)
    __asm__ volatile("msr fpcr, %0" ::"r"(c.word[0]));
#else
    (void)c;
#endif
}

static int same(struct control a, struct control b) {
    return a.word[0] == b.word[0] && a.word[1] == b.word[1];
}

/* Flush to zero and a rounding mode; for the x87 unit a precision too. */
#if defined(__x86_64__)
static const struct control odd_one = {{0x9f80 | 0x4000, 0x0a7f}}, odd_two = {{0x1fc0, 0x077f}};
#else
static const struct control odd_one = {{0x01400000, 0}}, odd_two = {{0x00800000, 0}};
#endif
static struct control at_start, after_swap;

static void body(void) {
    at_start = control();
    seen[0] = fegetround();
    set_control(odd_two);
    swapcontext(&other, &main_context);
    after_swap = control();
    fesetround(FE_UPWARD);
    swapcontext(&other, &main_context);
}

int main(void) {
    struct control usual = control();
    set_control(odd_one);
    START(&other, stack, NULL, body, 0);
    set_control(usual);
    swapcontext(&main_context, &other);
    CHECK(same(control(), usual), "swapcontext brings our control words back");
    CHECK(same(at_start, odd_one), "a made context begins with those of its getcontext: %#lx %#lx",
          at_start.word[0], at_start.word[1]);
    swapcontext(&main_context, &other);
    CHECK(same(after_swap, odd_two), "the other context kept its own: %#lx %#lx",
          after_swap.word[0], after_swap.word[1]);
    CHECK(fegetround() == FE_TONEAREST, "our rounding mode is our own");

    volatile int again = 0;
    fesetround(FE_DOWNWARD);
    getcontext(&main_context);
    if (!again) {
        again = 1;
        fesetround(FE_UPWARD);
        setcontext(&main_context);
    }
    CHECK(fegetround() == FE_DOWNWARD, "setcontext brings back that of getcontext");
    fesetround(FE_TONEAREST);
    return check_done();
}
