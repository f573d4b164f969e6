/*
 * overwrite_list.h: every register that a switch does not pass something in. For
 * each arch.S has an overwrite_NAME.
 */
#ifndef OVERWRITE_LIST_H
#define OVERWRITE_LIST_H

/* clang-format off */
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
/* clang-format on */

#endif
