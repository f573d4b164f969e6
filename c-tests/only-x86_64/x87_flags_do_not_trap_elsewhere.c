/*
 * An exception flag that one context raised while it was masked does not trap
 * in another that has the exception unmasked: by swapcontext, setcontext, and
 * when the context ends.
 */
#include "../context.h"
#include <signal.h>

static ucontext_t main_context, other;
static char stack[STACK_SIZE];
static volatile long double zero, sink;
static volatile int trapped;

static void handler(int signal) {
    trapped = signal;
    printf("Bail out! SIGFPE\n");
    fflush(stdout);
    _exit(1);
}

static void set_word(unsigned short word) { __asm__ volatile("fldcw %0" ::"m"(word)); }
static void divide(void) { sink = 1.0L / zero; }

static void body(int way) {
    set_word(0x037f); /* everything masked */
    divide();
    if (way == 0)
        swapcontext(&other, &main_context);
    if (way == 1)
        setcontext(&main_context);
}

int main(void) {
    signal(SIGFPE, handler);
    set_word(0x037b); /* division by zero unmasked */
    for (int way = 0; way < 3; way++) {
        START(&other, stack, &main_context, body, 1, way);
        swapcontext(&main_context, &other);
        sink = sink + 1.0L; /* where a pending exception would be raised */
        unsigned short word;
        __asm__ volatile("fnstcw %0" : "=m"(word));
        CHECK(!trapped && word == 0x037b, "way %d: no trap, and our word: %#x", way, word);
    }
    return check_done();
}
