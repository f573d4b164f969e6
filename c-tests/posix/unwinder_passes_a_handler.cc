/* A backtrace in a signal handler goes on in the function that was interrupted. */
#include "../check.h"
#include <signal.h>
#include <unwind.h>

static volatile int found_interrupted, found_caller, frames;

static __attribute__((noinline)) void interrupted(void) {
    raise(SIGUSR1);
    __asm__ volatile("" ::: "memory");
}

static __attribute__((noinline, noclone)) void caller(void) {
    interrupted();
    __asm__ volatile("" ::: "memory");
}

static _Unwind_Reason_Code visit(struct _Unwind_Context *frame, void *) {
    void *function = _Unwind_FindEnclosingFunction((void *)(_Unwind_GetIP(frame) - 1));
    frames = frames + 1;
    if (function == (void *)interrupted)
        found_interrupted = frames;
    if (function == (void *)caller)
        found_caller = frames;
    return _URC_NO_REASON;
}

static void handler(int) { _Unwind_Backtrace(visit, NULL); }

int main() {
    struct sigaction action = {};
    action.sa_handler = handler;
    sigaction(SIGUSR1, &action, NULL);
    caller();
    CHECK(found_interrupted > 0, "the interrupted function is among %d frames", frames);
    CHECK(found_caller == found_interrupted + 1, "and next to it is its caller");
    return check_done();
}
