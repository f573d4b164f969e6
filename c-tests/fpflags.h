/* fpflags.h: the FP exception flags that FASTCTX_FPENV=full is about. */
#ifndef FPFLAGS_H
#define FPFLAGS_H

#include "arch.h"
#include <fenv.h>

static volatile long double x87_zero;
static volatile double zero, sink;

/* Raises FE_DIVBYZERO in whatever units the machine has, x87 among them. */
static void divide(void) {
    volatile long double q = 1.0L / x87_zero;
    sink = 1.0 / zero;
    (void)q;
#ifdef DIVISION_RAISES_NOTHING
    feraiseexcept(FE_DIVBYZERO);
#endif
}

static int flags(void) {
#ifdef HAS_FP_FLAGS
    return raised_fp_flags() & FE_DIVBYZERO;
#else
    return fetestexcept(FE_DIVBYZERO);
#endif
}

#endif
