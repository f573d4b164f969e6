/*
 * r7 and r11, one of which compiled code has its frame pointer in, are null where
 * a context or a coroutine begins, whatever the resumer had there: who follows them
 * comes to an end. (Where a frame keeps the last one is up to the compiler.)
 */
#include "../context.h"
#include "../registers.h"
#include <fastctx.h>

static uintptr_t found[2];
static uint64_t got[REGISTER_COUNT];
static fastctx_t here, there;
static ucontext_t main_context, other;
static char stack[STACK_SIZE] __attribute__((aligned(8)));

static inline __attribute__((always_inline)) void look(void) {
    uintptr_t r7, r11;
    __asm__ volatile("mov %0, r7\n\tmov %1, r11" : "=&r"(r7), "=&r"(r11));
    found[0] = r7;
    found[1] = r11;
}
static __attribute__((optimize("omit-frame-pointer"))) void *body(void *arg, void *value) {
    look();
    return arg ? arg : value;
}
static __attribute__((optimize("omit-frame-pointer"))) void made(void) { look(); }

static void check(const char *what) {
    CHECK(found[0] == 0 && found[1] == 0, "%s: r7 %#lx, r11 %#lx", what, (unsigned long)found[0],
          (unsigned long)found[1]);
    memset(found, 0xff, sizeof found);
}

int main(void) {
    memset(found, 0xff, sizeof found);
    for (unsigned flags = 0; flags < 2; flags++) {
        fastctx_attr_t attr = FASTCTX_ATTR_INIT;
        fastctx_co_t *co = NULL;
        attr.flags = flags ? FASTCTX_CO_FP_CONTROL : 0;
        REQUIRE(fastctx_create(&co, &attr, body, NULL) == 0, "a coroutine");
        call_with_registers((void *)fastctx_resume, co, NULL, patterns[0], got);
        check("a coroutine");
        fastctx_destroy(co);
    }
    fastctx_init(&there, stack, sizeof stack, body, NULL, &here);
    call_with_registers((void *)fastctx_switch, &here, &there, patterns[0], got);
    check("a context");
    START(&other, stack, &main_context, made, 0);
    call_with_registers((void *)swapcontext, &main_context, &other, patterns[0], got);
    check("a made context");
    return check_done();
}
