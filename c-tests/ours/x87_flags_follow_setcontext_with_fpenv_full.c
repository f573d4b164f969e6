/*
 * FASTCTX_FPENV=full: setcontext brings back the exception flags of getcontext,
 * also when the program has chosen a policy that needs nothing else; otherwise
 * they are the thread's.
 */
#include "../context.h"
#include <fastctx.h>
#include <fenv.h>

static ucontext_t here;
static volatile long double x87_zero;
static volatile double zero, sink;

static void divide(void) {
    volatile long double q = 1.0L / x87_zero;
    sink = 1.0 / zero;
    (void)q;
}

static int flags(void) {
#if defined(__x86_64__)
    unsigned short status; /* x87 only: MXCSR's flags travel with its control bits */
    __asm__ volatile("fnstsw %0" : "=m"(status));
    return status & FE_DIVBYZERO;
#else
    return fetestexcept(FE_DIVBYZERO);
#endif
}

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
