/* fpflags.h: the FP exception flags that FASTCTX_FPENV=full is about. */
#ifndef FPFLAGS_H
#define FPFLAGS_H

#include <fenv.h>

static volatile long double x87_zero;
static volatile double zero, sink;

/* Raises FE_DIVBYZERO in whatever units the machine has, x87 among them. */
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

#endif
