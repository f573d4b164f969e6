/*
 * Where there is no memory for a shadow stack the makecontext cannot be honoured:
 * swapcontext says ENOMEM and nothing has run; fastctx_init and fastctx_create say
 * -ENOMEM. Afterwards all works.
 */
#include "shadow_stack.h"
#include <errno.h>
#include <fastctx.h>
#include <sys/resource.h>
#include <ucontext.h>

static ucontext_t here, there;
static fastctx_t main_context, context;
static char stack[1 << 22];
static int runs;

static void made(void) { runs++; }
static void *entry(void *arg, void *value) {
    (void)arg;
    runs++;
    return value;
}

static int swap(void) {
    getcontext(&there);
    there.uc_stack.ss_sp = stack;
    there.uc_stack.ss_size = sizeof stack;
    there.uc_link = &here;
    makecontext(&there, made, 0);
    errno = 0;
    return swapcontext(&here, &there);
}

int main(void) {
    struct rlimit limit, none = {.rlim_cur = 4096};
    fastctx_attr_t attr = FASTCTX_ATTR_INIT;
    attr.mode = FASTCTX_STACK_GIVEN;
    attr.stack = stack;
    attr.stack_size = sizeof stack;
    fastctx_co_t *co;
    printf("# begins\n");
    getrlimit(RLIMIT_AS, &limit);
    none.rlim_max = limit.rlim_max;
    setrlimit(RLIMIT_AS, &none);
    int result = swap();
    int error = errno;
    int init = fastctx_init(&context, stack, sizeof stack, entry, NULL, &main_context);
    int create = fastctx_create(&co, &attr, entry, NULL);
    setrlimit(RLIMIT_AS, &limit);
    CHECK(result == -1 && error == ENOMEM, "swapcontext: %d, %s", result, strerror(error));
    CHECK(init == -ENOMEM, "fastctx_init: %d", init);
    CHECK(create == -ENOMEM, "fastctx_create: %d", create);
    CHECK(runs == 0, "nothing has run");

    CHECK(swap() == 0 && runs == 1, "with memory swapcontext works");
    CHECK(fastctx_create(&co, &attr, entry, NULL) == 0 && fastctx_resume(co, NULL) == 0 &&
              runs == 2,
          "and so does a coroutine");
    return check_done();
}
