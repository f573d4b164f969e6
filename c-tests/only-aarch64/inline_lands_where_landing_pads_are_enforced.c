/*
 * Inline switches between functions on pages where every indirect jump has to find a
 * landing pad (PROT_BTI), jumped to by each other and by fastctx_switch.
 */
#include "../native/native.h"
#include <fastctx_inline.h>
#include <signal.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/wait.h>

#ifndef PROT_BTI
#define PROT_BTI 0x10
#endif
#ifndef HWCAP2_BTI
#define HWCAP2_BTI (1 << 17)
#endif

#ifdef __aarch64__
#define LANDING_PADS target("branch-protection=standard"),
#else
#define LANDING_PADS /* for the checks of the sources */
#endif
#define GUARDED __attribute__((LANDING_PADS noinline, section("guarded")))
extern char __start_guarded[], __stop_guarded[];

static GUARDED void *add_one(void *arg, void *value) {
    (void)arg;
    for (;;)
        value = fastctx_switch_inline(&there, &here, number((uintptr_t)value + 1));
    return NULL;
}
static GUARDED void *inline_switch(fastctx_t *from, fastctx_t *to, void *value) {
    return fastctx_switch_inline(from, to, value);
}
static GUARDED void *inline_switch_fp(fastctx_t *from, fastctx_t *to, void *value) {
    return fastctx_switch_inline_fp(from, to, value);
}
/* What an indirect jump behind the landing pad of a function comes to. */
static int signal_of_a_wrong_jump(void) {
    void (*volatile wrong)(void) = (void (*)(void))((char *)add_one + 4);
    pid_t child = fork();
    if (child == 0)
        wrong();
    int status = 0;
    waitpid(child, &status, 0);
    return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

int main(void) {
    if (!(getauxval(AT_HWCAP2) & HWCAP2_BTI))
        SKIP_ALL("no landing pads are enforced here");
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
    uintptr_t start = (uintptr_t)__start_guarded & -page;
    uintptr_t size = (uintptr_t)__stop_guarded - start;
    if (mprotect(number(start), size, PROT_READ | PROT_EXEC | PROT_BTI) != 0)
        SKIP_ALL("no PROT_BTI here");
    int signal = signal_of_a_wrong_jump();
    CHECK(signal == SIGILL, "a jump to another place is signal %d", signal);
    static void *(*const switches[])(fastctx_t *, fastctx_t *, void *) = {
        inline_switch, inline_switch_fp, fastctx_switch, fastctx_switch_fp};
    for (int i = 0; i < 4; i++) {
        start_there(add_one, NULL);
        int right = 1;
        for (uintptr_t n = 0; n < 3; n++)
            right &= switches[i](&here, &there, number(n)) == number(n + 1);
        CHECK(right, "switch %d goes and comes back", i);
    }
    mprotect(number(start), size, PROT_READ | PROT_EXEC); /* others have code there, too */
    return check_done();
}
