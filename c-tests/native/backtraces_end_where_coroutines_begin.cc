/*
 * libgcc unwinds from a coroutine's function, of any mode, to where the coroutine
 * began and says that this is the end; also out of a signal handler, wherever in the
 * library that came.
 */
#include "arch.h"
#include "coroutine.h"
#include <signal.h>
#include <sys/time.h>
#include <unwind.h>

#ifdef __ARM_EABI_UNWINDER__ /* where nobody called is a failure, and so is to stop */
static const _Unwind_Reason_Code END = _URC_FAILURE, STOP = _URC_FAILURE;
#else
static const _Unwind_Reason_Code END = _URC_END_OF_STACK, STOP = _URC_NORMAL_STOP;
#endif

struct Walk {
    int frames, passed_body, passed_main;
    uintptr_t body, main;
};
static uintptr_t body_at;

static _Unwind_Reason_Code step(_Unwind_Context *context, void *argument) {
    Walk *walk = static_cast<Walk *>(argument);
    uintptr_t function = _Unwind_GetRegionStart(context);
    walk->passed_body += function == walk->body;
    walk->passed_main += function == walk->main;
    return ++walk->frames > 60 ? STOP : _URC_NO_REASON;
}

/* Without what a pointer says of the instruction set. */
template <typename Function> static uintptr_t start_of(Function *function) {
    return reinterpret_cast<uintptr_t>(function) & ~static_cast<uintptr_t>(1);
}

int main();
static Walk walk(_Unwind_Reason_Code *end) {
    Walk result = {0, 0, 0, body_at, start_of(&main)};
    *end = _Unwind_Backtrace(step, &result);
    return result;
}

static __attribute__((noinline)) void check_from_here(const char *what) {
    _Unwind_Reason_Code end;
    Walk found = walk(&end);
    CHECK(end == END && found.passed_body == 1 && !found.passed_main && found.frames < 10,
          "%s: the end after %d frames (%d)", what, found.frames, end);
}

static void *body(void *arg, void *value) {
    char what[80];
    for (int i = 0; arg; i++) {
        snprintf(what, sizeof what, "%s, %d", static_cast<const char *>(arg), i);
        check_from_here(what);
        if (fastctx_yield(&value) != 0)
            break;
    }
    while (!arg && fastctx_yield(&value) == 0)
        ;
    return value;
}

static volatile int signals, wrong, inside;
static void handler(int) {
    _Unwind_Reason_Code end;
    Walk found = walk(&end);
    /* On main's stack it ends where the program began. */
    if (end != END || found.frames > 30 || found.passed_body + found.passed_main > 1)
        wrong++;
    inside += found.passed_body;
    signals++;
}

static fastctx_t here, there;
static char stack[64 * 1024] __attribute__((aligned(16)));
static void *context_body(void *, void *value) {
    _Unwind_Reason_Code end;
    Walk found = walk(&end);
    CHECK(end == END && found.frames < 6 && !found.passed_main,
          "a context: the end after %d frames (%d)", found.frames, end);
    return value;
}

int main() {
    body_at = start_of(&body);
    for (int i = 0; i < MODES; i++)
        for (unsigned flags = 0; flags < 4; flags++) {
            char name[40];
            snprintf(name, sizeof name, "%s, flags %u", mode_names[all_modes[i]], flags);
            fastctx_co_t *co = make(all_modes[i], flags, body, name);
            fastctx_resume(co, NULL);
            fastctx_resume(co, NULL);
            fastctx_cancel(co);
            fastctx_destroy(co);
        }
    fastctx_init(&there, stack, sizeof stack, context_body, NULL, &here);
    fastctx_switch(&here, &there, NULL);

#ifdef UNWINDER_STOPS_AT_HANDLERS
    printf("# none out of a handler: the unwinder does not know the emulator's frames\n");
    return check_done();
#endif
    struct sigaction action = {};
    action.sa_handler = handler;
    sigaction(SIGALRM, &action, NULL);
    itimerval every = {{0, 500}, {0, 500}}, never = {{0, 0}, {0, 0}};
    fastctx_co_t *all[MODES][4];
    for (int i = 0; i < MODES; i++)
        for (unsigned flags = 0; flags < 4; flags++)
            all[i][flags] = make(all_modes[i], flags, body, NULL);
    setitimer(ITIMER_REAL, &every, NULL);
    for (int i = 0; signals < 200; i++)
        fastctx_resume(all[i % MODES][i / MODES % 4], NULL);
    setitimer(ITIMER_REAL, &never, NULL);
    CHECK(!wrong, "out of a handler: %d of %d are wrong", wrong, signals);
    printf("# %d were in a coroutine's function\n", inside);
    return check_done();
}
