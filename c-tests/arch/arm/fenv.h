/*
 * fenv.h: <fenv.h>, and by FPSCR what a C library leaves out of it: musl for the
 * soft-float ABI and newlib know no rounding modes and no exceptions here. (In
 * arch/arm/, which is where the compiler looks first.)
 */
#ifndef ARM_FENV_H
#define ARM_FENV_H

#include_next <fenv.h>

#ifndef FE_UPWARD
#define FE_UPWARD 0x400000
#define FE_DOWNWARD 0x800000
#define FE_TOWARDZERO 0xc00000
#undef FE_ALL_EXCEPT
#define FE_INVALID 1
#define FE_DIVBYZERO 2
#define FE_OVERFLOW 4
#define FE_UNDERFLOW 8
#define FE_INEXACT 16
#define FE_ALL_EXCEPT 31

/* Of soft-float code the assembler does not expect such instructions. */
#ifdef __ARM_PCS_VFP
#define FENV_VFP
#else
#define FENV_VFP ".fpu vfp\n\t"
#endif

/* FPSCR with the bits `mask` changed to those of `bits`; what it was. */
static inline unsigned long fenv_change(unsigned long mask, unsigned long bits) {
    unsigned long fpscr, changed;
    __asm__ volatile(FENV_VFP "vmrs %0, fpscr" : "=r"(fpscr));
    changed = (fpscr & ~mask) | bits;
    if (mask)
        __asm__ volatile(FENV_VFP "vmsr fpscr, %0" ::"r"(changed));
    return fpscr;
}
#define fegetround() ((int)(fenv_change(0, 0) & FE_TOWARDZERO))
#define fesetround(mode) ((void)fenv_change(FE_TOWARDZERO, (unsigned long)(mode)), 0)
#define fetestexcept(flags) ((int)(fenv_change(0, 0) & (unsigned long)(flags)))
#define feclearexcept(flags) ((void)fenv_change((unsigned long)(flags), 0), 0)
#define feraiseexcept(flags) ((void)fenv_change((unsigned long)(flags), (unsigned long)(flags)), 0)
#endif

#endif
