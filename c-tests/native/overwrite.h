/* overwrite.h: the other side of a switch, which overwrites one register (c-tests/arch). */
#ifndef OVERWRITE_H
#define OVERWRITE_H

#include "native.h"

/* What overwriting_context gets as its value. */
struct overwriting {
    void (*overwrite)(void);
    fastctx_t *back;
    void *value;
};
extern void overwriting_context(void);

#define OVERWRITE_DECLARE(name, ...) extern void overwrite_##name(void);

/* Every register that a switch does not pass something in. */
/* clang-format off */
#if defined(__x86_64__)
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

#elif defined(__aarch64__)
#define OVERWRITE_GENERAL(X) \
    X(x3) X(x4) X(x5) X(x6) X(x7) X(x8) X(x9) X(x10) X(x11) X(x12) X(x13) X(x14) X(x15) X(x16) \
    X(x17) X(x18) X(x19) X(x20) X(x21) X(x22) X(x23) X(x24) X(x25) X(x26) X(x27) X(x28) X(x30)
#define OVERWRITE_FRAME_POINTER(X) X(x29)
#define OVERWRITE_VECTOR(X) \
    X(v0) X(v1) X(v2) X(v3) X(v4) X(v5) X(v6) X(v7) X(v8) X(v9) X(v10) X(v11) X(v12) X(v13) \
    X(v14) X(v15) X(v16) X(v17) X(v18) X(v19) X(v20) X(v21) X(v22) X(v23) X(v24) X(v25) X(v26) \
    X(v27) X(v28) X(v29) X(v30) X(v31)
#ifdef __ARM_FEATURE_SVE
#define OVERWRITE_SVE(X) X(above16) X(predicates)
#else
#define OVERWRITE_SVE(X)
#endif
#define OVERWRITE_ALL(X) \
    OVERWRITE_GENERAL(X) OVERWRITE_FRAME_POINTER(X) OVERWRITE_VECTOR(X) OVERWRITE_SVE(X)
#endif
/* clang-format on */

OVERWRITE_ALL(OVERWRITE_DECLARE)

/* Makes `there` the context that overwrites. */
static inline void overwrite_there(void) {
    there.sp = native_stack + sizeof native_stack - 64;
    *(void (**)(void)) & there.pc = overwriting_context;
}

#endif
