/* A backtrace in a signal handler goes on in the function that was interrupted. */
#include "../check.h"
#include <signal.h>
#include <stdint.h>
#include <unwind.h>

static volatile int found_interrupted, found_caller, frames;

/* Far smaller than the distance to what it must not be taken for. */
static const uintptr_t size_of_a_function = 64;

static __attribute__((noinline)) void interrupted(void) {
    raise(SIGUSR1);
    __asm__ volatile("" ::: "memory");
}

static __attribute__((noinline, noclone)) void caller(void) {
    interrupted();
    __asm__ volatile("" ::: "memory");
}

static int is_in(uintptr_t pc, void (*function)(void)) {
    return pc - (uintptr_t)function < size_of_a_function;
}

static _Unwind_Reason_Code visit(struct _Unwind_Context *frame, void *) {
    uintptr_t pc = _Unwind_GetIP(frame);
    frames = frames + 1;
    if (is_in(pc, interrupted))
        found_interrupted = frames;
    if (is_in(pc, caller))
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
