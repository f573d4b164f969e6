/*
 * overwrite_list.h: every register that a switch does not pass something in. For
 * each arch.S has an overwrite_NAME.
 */
#ifndef OVERWRITE_LIST_H
#define OVERWRITE_LIST_H

/* clang-format off */
#define OVERWRITE_GENERAL(X) \
    X(rax) X(rbx) X(rcx) X(rdi) X(r8) X(r9) X(r10) X(r11) X(r12) X(r13) X(r14) X(r15)
#define OVERWRITE_FRAME_POINTER(X) X(rbp)
#define OVERWRITE_VECTOR(X) \
    X(xmm0) X(xmm1) X(xmm2) X(xmm3) X(xmm4) X(xmm5) X(xmm6) X(xmm7) \
    X(xmm8) X(xmm9) X(xmm10) X(xmm11) X(xmm12) X(xmm13) X(xmm14) X(xmm15)
#define OVERWRITE_MMX(X) X(mm0) X(mm1) X(mm2) X(mm3) X(mm4) X(mm5) X(mm6) X(mm7)
#define OVERWRITE_X87(X) X(st)
#ifdef __AVX512F__
#define OVERWRITE_WIDE(X) \
    X(zmm0) X(zmm15) X(zmm16) X(zmm17) X(zmm18) X(zmm19) X(zmm20) X(zmm21) X(zmm22) X(zmm23) \
    X(zmm24) X(zmm25) X(zmm26) X(zmm27) X(zmm28) X(zmm29) X(zmm30) X(zmm31)
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
