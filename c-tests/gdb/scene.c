/*
 * scene.c: what gdb steps through, instruction by instruction (unwind.py):
 * getcontext, makecontext, swapcontext to a new context and back, both from
 * different places and from the same, the end by uc_link, setcontext.
 */
#include <ucontext.h>

/* After a call, so that the compiler does not make it a jump. */
#define STAY_HERE __asm__ volatile("")

static ucontext_t main_context, other;
char new_stack[65536] __attribute__((aligned(16)));
volatile int scene_over;

static __attribute__((noinline)) void swap_here(ucontext_t *from, ucontext_t *to) {
    swapcontext(from, to);
    STAY_HERE;
}

static __attribute__((noinline)) void new_side(int a, int b) {
    if (a + b == 3)
        swap_here(&other, &main_context);
    swapcontext(&other, &main_context);
    STAY_HERE;
}

static __attribute__((noinline)) void old_side(void) {
    volatile int again = 0;
    getcontext(&other);
    other.uc_stack.ss_sp = new_stack;
    other.uc_stack.ss_size = sizeof new_stack;
    other.uc_link = &main_context;
    makecontext(&other, (void (*)(void))new_side, 2, 1, 2);
    for (int i = 0; i < 3; i++)
        swap_here(&main_context, &other);
    getcontext(&main_context);
    if (!again) {
        again = 1;
        setcontext(&main_context);
    }
    scene_over = 1;
}

int main(void) {
    old_side();
    return 0;
}
