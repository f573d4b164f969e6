/*
 * Return addresses that are signed, with the stack pointer as modifier, are right after every
 * kind of switch, also where a stack has been copied away and back; an unwinder passes
 * them to where a context begins. One on the stack of a suspended context that was
 * overwritten ends the process: fastctx_switch signs its own.
 */
#include "arch.h"
/* after arch.h, which wants to be first */
#include "../native/native.h"
#include <fastctx_inline.h>
#include <signal.h>
#include <sys/auxv.h>
#include <sys/wait.h>
#include <ucontext.h>
#include <unwind.h>

#ifndef HWCAP_PACA
#define HWCAP_PACA (1 << 30)
#endif

#ifdef __aarch64__
#define SIGNS target("branch-protection=pac-ret+leaf"),
#else
#define SIGNS /* for the checks of the sources */
#endif

enum { DEPTH = 10, ROUNDS = 3, TIMES = 8 };

static ucontext_t main_context, made_context, end_context;
static fastctx_t main_native, other_native;
static char stack[65536], native_stack[65536];
static int signed_ones, frames;

static _Unwind_Reason_Code count(struct _Unwind_Context *frame, void *data) {
    (void)frame, (void)data;
    return ++frames > 200 ? _URC_FATAL_PHASE1_ERROR : _URC_NO_REASON;
}

/* The return address in the calling function's frame record is a signed one. */
static inline __attribute__((always_inline)) void look(void **record) {
    register void *x30 __asm__("x30") = record[1];
    __asm__ volatile("hint #7" : "+r"(x30)); /* xpaclri */
    signed_ones += x30 != record[1];
}

/* Goes `depth` calls deep, each with a signed return address, switches there, and comes
 * back: the depth. */
static __attribute__((SIGNS noinline)) long descend(long depth, void (*go)(void)) {
    look((void **)__builtin_frame_address(0));
    if (depth == 0) {
        go();
        return 0;
    }
    long below = descend(depth - 1, go);
    __asm__ volatile("" : "+r"(below));
    return below + 1;
}

static int right;
static void visit(void (*go)(void)) {
    for (int i = 0; i < ROUNDS; i++)
        right += descend(DEPTH, go) == DEPTH;
}
/* Of all sides. (A signature may be three bits, where addresses have 52, and none of them
 * set; it is the same in each round.) */
static void check(const char *name, int sides) {
    const int all = sides * ROUNDS * (DEPTH + 1);
    CHECK(right == sides * ROUNDS && signed_ones <= all && signed_ones > all / 3,
          "%s: %d right, %d signed", name, right, signed_ones);
    right = signed_ones = 0;
}

static void to_made(void) { swapcontext(&main_context, &made_context); }
static void to_main(void) { swapcontext(&made_context, &main_context); }
static void made(void) { visit(to_main); }
static void to_the_end(void) {
    volatile int times = 0;
    getcontext(&end_context);
    if (times++ == 0)
        swapcontext(&main_context, &made_context);
}

static void *(*switch_by)(fastctx_t *, fastctx_t *, void *);
static void *inline_only(fastctx_t *from, fastctx_t *to, void *value) {
    return fastctx_switch_inline(from, to, value);
}
static void to_other(void) { switch_by(&main_native, &other_native, NULL); }
static void from_other(void) { switch_by(&other_native, &main_native, NULL); }
static void *other(void *arg, void *value) {
    (void)arg, (void)value;
    visit(from_other);
    return NULL;
}

static void yield(void) { fastctx_yield(NULL); }
static void *coroutine(void *arg, void *value) {
    (void)arg, (void)value;
    visit(yield);
    return NULL;
}
static fastctx_co_t *both[2];
static void resume(void) {
    fastctx_resume(both[0], NULL);
    fastctx_resume(both[1], NULL);
}

static void unwind(void) { _Unwind_Backtrace(count, NULL); }
static void *unwinds(void *arg, void *value) {
    (void)arg;
    descend(DEPTH, unwind);
    return value;
}

static void forged(void) { _exit(77); }
/* Not at the same place each time: by chance the signature is right. */
static int status_after_forging(int time) {
    const pid_t child = fork();
    if (child == 0) {
        fastctx_init(&other_native, native_stack, sizeof native_stack - 64 * (size_t)time, other,
                     NULL, &main_native);
        switch_by = fastctx_switch;
        fastctx_switch(&main_native, &other_native, NULL);
        void **frame = other_native.sp;
#ifdef SHADOW_STACKS
        frame += NATIVE_SHADOW / sizeof(void *);
#endif
        frame[1] = (void *)forged;
        fastctx_switch(&main_native, &other_native, NULL);
        _exit(78);
    }
    int status = 0;
    waitpid(child, &status, 0);
    return status;
}

int main(void) {
    static const struct {
        const char *name;
        void *(*function)(fastctx_t *, fastctx_t *, void *);
    } switches[] = {{"fastctx_switch", fastctx_switch},
                    {"fastctx_switch_fp", fastctx_switch_fp},
                    {"fastctx_switch_inline", inline_only}};
    static const struct {
        const char *name;
        int mode;
    } modes[] = {{"coroutines on mapped stacks", FASTCTX_STACK_MAPPED},
                 {"coroutines on growing stacks", FASTCTX_STACK_GROWING},
                 {"coroutines on a shared stack", FASTCTX_STACK_SHARED}};
    if (!(getauxval(AT_HWCAP) & HWCAP_PACA))
        SKIP_ALL("no return addresses are signed here");

    getcontext(&made_context);
    made_context.uc_stack.ss_sp = stack;
    made_context.uc_stack.ss_size = sizeof stack;
    made_context.uc_link = &end_context;
    makecontext(&made_context, made, 0);
    visit(to_made);
    descend(DEPTH, to_the_end);
    signed_ones -= DEPTH + 1;
    check("swapcontext, and the return to uc_link", 2);

    for (size_t i = 0; i < sizeof switches / sizeof *switches; i++) {
        switch_by = switches[i].function;
        fastctx_init(&other_native, native_stack, sizeof native_stack, other, NULL, &main_native);
        visit(to_other);
        to_other();
        check(switches[i].name, 2);
    }

    fastctx_shared_t *shared;
    REQUIRE(fastctx_shared_create(&shared, 65536) == 0, "a shared stack");
    for (size_t i = 0; i < sizeof modes / sizeof *modes; i++) {
        fastctx_attr_t attr = FASTCTX_ATTR_INIT;
        attr.mode = modes[i].mode;
        attr.shared = attr.mode == FASTCTX_STACK_SHARED ? shared : NULL;
        for (int k = 0; k < 2; k++)
            REQUIRE(fastctx_create(&both[k], &attr, coroutine, NULL) == 0, "a coroutine");
        visit(resume);
        resume();
        check(modes[i].name, 3);
        fastctx_destroy(both[0]);
        REQUIRE(fastctx_create(&both[0], &attr, unwinds, NULL) == 0, "a coroutine");
        frames = 0;
        fastctx_resume(both[0], NULL);
        CHECK(frames > DEPTH && frames < DEPTH + 10, "an unwinder passes %d frames", frames);
        signed_ones = 0;
        fastctx_destroy(both[0]);
        fastctx_destroy(both[1]);
    }

    int died = 0;
    for (int time = 0; time < TIMES; time++) {
        const int status = status_after_forging(time);
        died += WIFSIGNALED(status) && (WTERMSIG(status) == SIGILL || WTERMSIG(status) == SIGSEGV);
    }
    CHECK(died > 0,
          "a return address that was overwritten in a suspended context ends it: %d of %d", died,
          TIMES);
    return check_done();
}
