/* turns.c: two contexts take turns; prints its arguments and what is preloaded. With -DLIBRARY
 * the turns alone, for a library; with -DPROGRAM all but the turns, for a program that has the
 * library. It knows nothing of libfastctx. */
#include <stdio.h>
#include <stdlib.h>
#include <ucontext.h>

int turns(void);

#ifndef PROGRAM
static ucontext_t main_context, other;
static char stack[65536];
static int taken;

static void body(void) {
    for (;;) {
        taken++;
        swapcontext(&other, &main_context);
    }
}

int turns(void) {
    getcontext(&other);
    other.uc_stack.ss_sp = stack;
    other.uc_stack.ss_size = sizeof stack;
    makecontext(&other, body, 0);
    for (int i = 0; i < 3; i++)
        swapcontext(&main_context, &other);
    return taken;
}
#endif

#ifndef LIBRARY
int main(int argc, char **argv) {
    const char *preloaded = getenv("LD_PRELOAD");
    for (int i = 1; i < argc; i++)
        printf("[%s]", argv[i]);
    printf("%s\n", preloaded ? preloaded : "");
    return turns() == 3 ? 7 : 1;
}
#endif
