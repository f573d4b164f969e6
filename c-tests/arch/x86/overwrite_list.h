/*
 * overwrite_list.h: every register that a switch does not pass something in. For
 * each arch.S has an overwrite_NAME.
 */
#ifndef OVERWRITE_LIST_H
#define OVERWRITE_LIST_H

/* clang-format off */
#define OVERWRITE_GENERAL(X) X(ebx) X(edx) X(esi) X(edi)
#define OVERWRITE_FRAME_POINTER(X) X(ebp)
#ifdef __SSE2__
#define OVERWRITE_VECTOR(X) X(xmm0) X(xmm1) X(xmm2) X(xmm3) X(xmm4) X(xmm5) X(xmm6) X(xmm7)
#else
#define OVERWRITE_VECTOR(X)
#endif
#ifdef __MMX__
#define OVERWRITE_MMX(X) X(mm0) X(mm1) X(mm2) X(mm3) X(mm4) X(mm5) X(mm6) X(mm7)
#else
#define OVERWRITE_MMX(X)
#endif
#define OVERWRITE_X87(X) X(st)
#ifdef __AVX512F__
#define OVERWRITE_WIDE(X) X(zmm0) X(zmm7)
#define OVERWRITE_MASK(X) X(k1) X(k2) X(k3) X(k4) X(k5) X(k6) X(k7)
#else
#define OVERWRITE_WIDE(X)
#define OVERWRITE_MASK(X)
#endif
#define OVERWRITE_ALL(X) \
    OVERWRITE_GENERAL(X) OVERWRITE_FRAME_POINTER(X) OVERWRITE_VECTOR(X) OVERWRITE_MMX(X) \
    OVERWRITE_X87(X) OVERWRITE_WIDE(X) OVERWRITE_MASK(X)
/* clang-format on */

#endif
