/*
 * FASTCTX_FPENV=full: setcontext brings back the exception flags of getcontext,
 * also when the program has chosen a policy that needs nothing else; otherwise
 * they are the thread's.
 */
#include "../context.h"
#include "../fpflags.h"
#include <fastctx.h>

static ucontext_t here;

int main(void) {
    const char *mode = getenv("FASTCTX_FPENV");
    int full = mode && strcmp(mode, "full") == 0;
    volatile int again = 0;
    fastctx_set_sigmask_policy(FASTCTX_SIGMASK_NEVER);
    feclearexcept(FE_ALL_EXCEPT);
    getcontext(&here);
    if (!again) {
        again = 1;
        divide();
        setcontext(&here);
    }
    CHECK((flags() != 0) == !full, full ? "the flag is gone" : "the flag is the thread's");
    return check_done();
}
