/* program.c: what somebody else's project may have of libfastctx: the four functions, which are
 * this library's by how it is linked, and a coroutine. Prints the version. */
#include <fastctx.h>
#include <stdio.h>
#include <ucontext.h>

static ucontext_t main_context, other;
static char stack[65536];
static int turns;

static void body(void) {
    for (;;) {
        turns++;
        swapcontext(&other, &main_context);
    }
}

static void *twice(void *arg, void *value) {
    (void)arg;
    fastctx_yield(&value);
    return NULL;
}

int main(void) {
    getcontext(&other);
    other.uc_stack.ss_sp = stack;
    other.uc_stack.ss_size = sizeof stack;
    makecontext(&other, body, 0);
    for (int i = 0; i < 3; i++)
        swapcontext(&main_context, &other);
    fastctx_co_t *co;
    if (turns != 3 || fastctx_create(&co, NULL, twice, NULL) != 0)
        return 1;
    fastctx_resume(co, NULL);
    if (fastctx_destroy(co) != 0)
        return 1;
    puts(fastctx_version());
    return 0;
}
