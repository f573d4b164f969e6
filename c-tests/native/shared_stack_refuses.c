/* What cannot be done with a shared stack is an error, and changes nothing; what
 * overflows it runs into its guard page. */
#include "../coroutine.h"
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

enum { SIZE = 64 * 1024 };
static fastctx_shared_t *shared;

static void *yields(void *arg, void *value) {
    fastctx_co_t *me = fastctx_current();
    CHECK(fastctx_destroy(me) == -EBUSY, "the running one cannot be destroyed");
    CHECK(fastctx_resume(me, NULL) == -EBUSY, "nor resumed");
    CHECK(fastctx_shared_destroy(shared) == -EBUSY, "nor its stack destroyed");
    while (!fastctx_yield(&value)) {
    }
    return arg;
}

__attribute__((noinline)) static int overflow(int depth) {
    char locals[512];
    memset(locals, depth, sizeof locals);
    __asm__ volatile("" : : "r"(locals) : "memory"); /* all of them */
    return depth ? overflow(depth - 1) + locals[0] + locals[511] : 0;
}

static void *overflows(void *arg, void *value) {
    (void)arg;
    return value_of(overflow(number_of(value)));
}

/* The signal that ends a child whose coroutine goes `depth` frames deep, or that
 * writes to `address`; 0: none. */
static int end_of(int depth, volatile char *address) {
    pid_t child = fork();
    if (child == 0) {
        struct rlimit none = {0, 0};
        void *value = value_of(depth);
        fastctx_co_t *co = NULL;
        setrlimit(RLIMIT_CORE, &none);
        if (address)
            *address = 1;
        if (try_on_shared(&co, shared, 0, overflows, NULL) == 0)
            fastctx_resume(co, &value);
        _exit(0);
    }
    int status = -1;
    waitpid(child, &status, 0);
    return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

int main(void) {
    fastctx_shared_t *none = NULL;
    fastctx_co_t *co = (fastctx_co_t *)&none;
    fastctx_attr_t attr = FASTCTX_ATTR_INIT;
    char memory[64];
    CHECK(fastctx_shared_create(NULL, 4096) == -EINVAL, "no place for the stack");
    CHECK(fastctx_shared_create(&none, 0) == -EINVAL && !none, "a size of zero");
    CHECK(fastctx_shared_create(&none, SIZE_MAX) == -ENOMEM && !none, "a size beyond all");
    CHECK(fastctx_shared_destroy(NULL) == -EINVAL, "no stack to destroy");
    shared = shared_stack(1);
    CHECK(fastctx_shared_destroy(shared) == 0, "the smallest stack comes and goes");

    shared = shared_stack(SIZE);
    attr.mode = FASTCTX_STACK_SHARED;
    CHECK(fastctx_create(&co, &attr, yields, NULL) == -EINVAL, "a shared stack that is none");
    attr.shared = shared;
    attr.stack = memory;
    CHECK(fastctx_create(&co, &attr, yields, NULL) == -EINVAL, "and memory for another");
    attr.mode = FASTCTX_STACK_GIVEN;
    CHECK(fastctx_create(&co, &attr, yields, NULL) == -EINVAL, "a shared stack in another mode");
    CHECK(co == (fastctx_co_t *)&none, "nothing was stored");
    attr.mode = FASTCTX_STACK_SHARED;
    attr.stack = NULL;
    attr.stack_size = 0;
    CHECK(fastctx_create(&co, &attr, yields, NULL) == 0, "the size is the shared stack's");
    CHECK(fastctx_shared_destroy(shared) == -EBUSY, "who has coroutines stays");
    CHECK(fastctx_resume(co, NULL) == FASTCTX_YIELDED, "and works");
    void *low, *high;
    CHECK(fastctx_stack_bounds(co, &low, &high) == 0, "the stack's end is known");
    CHECK(end_of(0, (char *)high - SIZE) == 0, "its lowest byte can be written to");
    CHECK(end_of(0, (char *)high - SIZE - 1) == SIGSEGV, "below is a guard page");
    CHECK(fastctx_destroy(co) == 0, "one is destroyed while it waits on the stack");
    co = on_shared(shared, yields, NULL);
    CHECK(fastctx_cancel(co) == 0 && fastctx_status(co) == FASTCTX_DEAD, "one before it ran");
    CHECK(fastctx_resume(co, NULL) == -ESRCH, "which cannot be resumed then");
    CHECK(fastctx_destroy(co) == 0, "only destroyed");
    CHECK(end_of(40, NULL) == 0, "40 frames fit on it");
    CHECK(end_of(160, NULL) == SIGSEGV, "160 hit the guard page");
    CHECK(fastctx_shared_destroy(shared) == 0, "and nobody is left");
    return check_done();
}
