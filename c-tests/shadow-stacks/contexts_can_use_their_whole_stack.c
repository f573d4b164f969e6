/*
 * A shadow stack has room for as many calls as its stack has: with the smallest
 * frames there are, sixteen bytes, the stack is what ends first. (glibc's, a 32nd of
 * the stack, ends at depth 1000 in 128 KiB.)
 */
#include "shadow_stack.h"
#include <fastctx.h>
#include <ucontext.h>

enum { SIZE = 131072, USED_BY_OTHERS = 4096 };

static ucontext_t here, there;
static char stack[SIZE];
static long reached;

/* Calls itself so many times; returns the depth. */
long descend(long depth);
__asm__(".text\n"
        ".globl descend\n"
        ".type descend, %function\n" DESCEND ".size descend, . - descend");

static const long deepest = (SIZE - USED_BY_OTHERS) / 16;

static void made(void) { reached = descend(deepest); }
static void *entry(void *arg, void *value) {
    (void)arg, (void)value;
    reached = descend(deepest);
    return NULL;
}

int main(void) {
    getcontext(&there);
    there.uc_stack.ss_sp = stack;
    there.uc_stack.ss_size = sizeof stack;
    there.uc_link = &here;
    makecontext(&there, made, 0);
    swapcontext(&here, &there);
    CHECK(reached == deepest, "%ld calls deep in a made context: %ld", deepest, reached);

    reached = 0;
    fastctx_attr_t attr = FASTCTX_ATTR_INIT;
    attr.stack_size = SIZE;
    fastctx_co_t *co;
    REQUIRE(fastctx_create(&co, &attr, entry, NULL) == 0, "a coroutine");
    fastctx_resume(co, NULL);
    fastctx_destroy(co);
    CHECK(reached == deepest, "in a coroutine: %ld", reached);
    return check_done();
}
