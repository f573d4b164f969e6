/*
 * What shadow stacks are for: who returns to an address that was overwritten gets a
 * SIGSEGV with si_code SEGV_CPERR, on a thread's own stack, inside a made context and
 * inside coroutines of every mode, before and after switches, and after the return to a
 * link. Nothing at the forged address runs.
 */
#include "shadow_stack.h"
#include <fastctx.h>
#include <setjmp.h>
#include <signal.h>
#include <ucontext.h>

#ifndef SEGV_CPERR
#define SEGV_CPERR 10 /* include/uapi/asm-generic/siginfo.h */
#endif

static sigjmp_buf before;
static volatile int code, ran;

static void on_segv(int signal, siginfo_t *info, void *context) {
    (void)signal, (void)context;
    code = info->si_code;
    siglongjmp(before, 1);
}

static void forged(void) {
    ran = 1;
    siglongjmp(before, 2);
}

FORGES static void forge(void) { *RETURN_ADDRESS = (void *)forged; }

static void try_to(const char *where) {
    code = ran = 0;
    if (sigsetjmp(before, 1) == 0)
        forge();
    CHECK(code == SEGV_CPERR && !ran, "a forged return address dies %s: si_code %d", where, code);
}

static ucontext_t here, there;
static char stack[65536];

static void made(void) {
    try_to("in a made context");
    swapcontext(&there, &here);
    try_to("in a made context that came back");
}

static void *coroutine(void *arg, void *value) {
    char where[100];
    (void)value;
    snprintf(where, sizeof where, "in a coroutine, stack mode %d", *(int *)arg);
    try_to(where);
    fastctx_yield(NULL);
    snprintf(where, sizeof where, "after a yield, stack mode %d", *(int *)arg);
    try_to(where);
    return NULL;
}

int main(void) {
    struct sigaction action = {.sa_sigaction = on_segv, .sa_flags = SA_SIGINFO};
    sigaction(SIGSEGV, &action, NULL);
    REQUIRE(shadow_stack_pointer() != 0, "there is a shadow stack");
    try_to("on the thread's own stack");

    getcontext(&there);
    there.uc_stack.ss_sp = stack;
    there.uc_stack.ss_size = sizeof stack;
    there.uc_link = &here;
    makecontext(&there, made, 0);
    swapcontext(&here, &there);
    try_to("on the thread's own stack after a switch");
    swapcontext(&here, &there);
    try_to("on the thread's own stack after the return to the link");

    fastctx_shared_t *shared;
    REQUIRE(fastctx_shared_create(&shared, 65536) == 0, "a shared stack");
    for (int mode = FASTCTX_STACK_GIVEN; mode <= FASTCTX_STACK_SHARED; mode++) {
        fastctx_attr_t attr = FASTCTX_ATTR_INIT;
        attr.mode = mode;
        if (mode == FASTCTX_STACK_GIVEN) {
            attr.stack = stack;
            attr.stack_size = sizeof stack;
        }
        if (mode == FASTCTX_STACK_SHARED)
            attr.shared = shared;
        fastctx_co_t *co;
        REQUIRE(fastctx_create(&co, &attr, coroutine, &mode) == 0, "a coroutine, mode %d", mode);
        while (fastctx_resume(co, NULL) == FASTCTX_YIELDED)
            try_to("on the thread's own stack after a resume");
        fastctx_destroy(co);
    }
    try_to("on the thread's own stack at the end");
    return check_done();
}
