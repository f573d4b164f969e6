/*
 * overwrite_list.h: every register that a switch does not pass something in. For
 * each arch.S has an overwrite_NAME.
 */
#ifndef OVERWRITE_LIST_H
#define OVERWRITE_LIST_H

/* clang-format off */
/* The frame pointer of this instruction set is apart; the other's is a general one. */
#ifdef __thumb__
#define OVERWRITE_FRAME_POINTER(X) X(r7)
#define OVERWRITE_OTHER_FRAME_POINTER(X) X(r11)
#else
#define OVERWRITE_FRAME_POINTER(X) X(r11)
#define OVERWRITE_OTHER_FRAME_POINTER(X) X(r7)
#endif
#define OVERWRITE_GENERAL(X) \
    X(r3) X(r4) X(r5) X(r6) X(r8) X(r9) X(r10) X(r12) X(lr) OVERWRITE_OTHER_FRAME_POINTER(X)
#ifdef __ARM_NEON
#define OVERWRITE_UPPER(X) \
    X(d16) X(d17) X(d18) X(d19) X(d20) X(d21) X(d22) X(d23) X(d24) X(d25) X(d26) X(d27) X(d28) \
    X(d29) X(d30) X(d31)
#else
#define OVERWRITE_UPPER(X)
#endif
#if defined(__ARM_FP) && !defined(__SOFTFP__)
#define OVERWRITE_VECTOR(X) \
    X(d0) X(d1) X(d2) X(d3) X(d4) X(d5) X(d6) X(d7) X(d8) X(d9) X(d10) X(d11) X(d12) X(d13) \
    X(d14) X(d15) OVERWRITE_UPPER(X)
#else
#define OVERWRITE_VECTOR(X)
#endif
#define OVERWRITE_ALL(X) OVERWRITE_GENERAL(X) OVERWRITE_FRAME_POINTER(X) OVERWRITE_VECTOR(X)
/* clang-format on */

#endif
