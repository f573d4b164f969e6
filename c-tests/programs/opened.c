/* opened.c: the library opened by dlopen, used, closed, and used again. */
#include <dlfcn.h>
#include <stdio.h>
#include <ucontext.h>

static int (*swap)(ucontext_t *, const ucontext_t *);
static ucontext_t main_context, other;
static char stack[65536];
static int turns;

static void body(void) {
    for (;;) {
        turns++;
        swap(&other, &main_context);
    }
}

int main(int argc, char **argv) {
    (void)argc;
    void *library = dlopen(argv[1], RTLD_NOW | RTLD_LOCAL);
    if (!library) {
        puts(dlerror());
        return 1;
    }
    int (*get)(ucontext_t *);
    void (*make)(ucontext_t *, void (*)(void), int, ...);
    *(void **)&get = dlsym(library, "getcontext");
    *(void **)&make = dlsym(library, "makecontext");
    *(void **)&swap = dlsym(library, "swapcontext");
    if (!get || !make || !swap)
        return 2;
    get(&other);
    other.uc_stack.ss_sp = stack;
    other.uc_stack.ss_size = sizeof stack;
    make(&other, body, 0);
    swap(&main_context, &other);
    dlclose(library); /* suspended contexts point into it: it must stay */
    swap(&main_context, &other);
    return turns == 2 ? 0 : 3;
}
