/* A backtrace in a signal handler goes on in the function that was interrupted. */
#include "../check.h"
#include "arch.h"
#include <signal.h>
#include <stdint.h>
#include <unwind.h>

static volatile int found_interrupted, found_caller, frames;

/* (Frames of different sizes: functions that are described alike may be described as
 * one.) */
static __attribute__((noinline)) void interrupted(void) {
    volatile char room[40] = {};
    (void)room[0];
    raise(SIGUSR1);
    __asm__ volatile("" ::: "memory");
}

static __attribute__((noinline, noclone)) void caller(void) {
    volatile char room[120] = {};
    (void)room[0];
    interrupted();
    __asm__ volatile("" ::: "memory");
}

/* Without what a pointer says of the instruction set. */
static uintptr_t start_of(void (*function)()) { return (uintptr_t)function & ~(uintptr_t)1; }

static _Unwind_Reason_Code visit(struct _Unwind_Context *frame, void *) {
    const uintptr_t function = _Unwind_GetRegionStart(frame);
    frames = frames + 1;
    if (function == start_of(interrupted))
        found_interrupted = frames;
    if (function == start_of(caller))
        found_caller = frames;
    return _URC_NO_REASON;
}

static void handler(int) { _Unwind_Backtrace(visit, NULL); }

int main() {
#ifdef UNWINDER_STOPS_AT_HANDLERS
    SKIP_ALL("the unwinder does not know signal frames here");
#endif
    struct sigaction action = {};
    action.sa_handler = handler;
    sigaction(SIGUSR1, &action, NULL);
    caller();
    CHECK(found_interrupted > 0, "the interrupted function is among %d frames", frames);
    CHECK(found_caller == found_interrupted + 1, "and next to it is its caller");
    return check_done();
}
