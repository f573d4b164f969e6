/*
 * overwrite_list.h: every register that a switch does not pass something in. For
 * each arch.S has an overwrite_NAME.
 */
#ifndef OVERWRITE_LIST_H
#define OVERWRITE_LIST_H

/* clang-format off */
#define OVERWRITE_GENERAL(X) \
    X(r0) X(r1) X(r5) X(r6) X(r7) X(r8) X(r9) X(r10) X(r12) X(r13) X(r14)
#define OVERWRITE_FRAME_POINTER(X) X(r11)
/* A vector register's name stands for the FP register in it, too. */
#ifdef __VX__
#define OVERWRITE_VECTOR(X) \
    X(v0) X(v1) X(v2) X(v3) X(v4) X(v5) X(v6) X(v7) X(v8) X(v9) X(v10) X(v11) X(v12) X(v13) \
    X(v14) X(v15) X(v16) X(v17) X(v18) X(v19) X(v20) X(v21) X(v22) X(v23) X(v24) X(v25) X(v26) \
    X(v27) X(v28) X(v29) X(v30) X(v31)
#else
#define OVERWRITE_VECTOR(X) \
    X(f0) X(f1) X(f2) X(f3) X(f4) X(f5) X(f6) X(f7) X(f8) X(f9) X(f10) X(f11) X(f12) X(f13) \
    X(f14) X(f15)
#endif
#define OVERWRITE_ALL(X) \
    OVERWRITE_GENERAL(X) OVERWRITE_FRAME_POINTER(X) OVERWRITE_VECTOR(X)
/* clang-format on */

#endif
