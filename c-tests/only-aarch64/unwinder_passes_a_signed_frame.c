/*
 * A fault inside makecontext, whose frame holds a signed return address: the
 * unwinder finds the way through it to main.
 */
#include "../context.h"
#include <signal.h>
#include <sys/mman.h>
#include <unwind.h>

#define IN_MAIN __attribute__((noinline, section("main_side")))
extern char __start_main_side[], __stop_main_side[];
static void *nothing;
static volatile int found, frames;

static _Unwind_Reason_Code note_frame(struct _Unwind_Context *frame, void *data) {
    char *pc = (char *)_Unwind_GetIP(frame);
    (void)data;
    found |= pc > __start_main_side && pc <= __stop_main_side;
    return ++frames > 100 ? _URC_FATAL_PHASE1_ERROR : _URC_NO_REASON;
}

static void body(void) {}

static void fault(int signal) {
    (void)signal;
    _Unwind_Backtrace(note_frame, NULL);
    CHECK(found, "main is found behind makecontext, in %d frames", frames);
    _exit(check_done());
}

IN_MAIN int main(void) {
    nothing = mmap(NULL, 65536, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    signal(SIGSEGV, fault);
    makecontext((ucontext_t *)nothing, body, 0);
    return 1;
}
