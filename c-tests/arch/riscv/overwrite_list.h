/*
 * overwrite_list.h: every register that a switch does not pass something in. For
 * each arch.S has an overwrite_NAME.
 */
#ifndef OVERWRITE_LIST_H
#define OVERWRITE_LIST_H

/* clang-format off */
#define OVERWRITE_GENERAL(X) \
    X(ra) X(t0) X(t1) X(t2) X(s1) X(a3) X(a4) X(a5) X(a6) X(a7) X(s2) X(s3) X(s4) X(s5) X(s6) \
    X(s7) X(s8) X(s9) X(s10) X(s11) X(t3) X(t4) X(t5) X(t6)
#define OVERWRITE_FRAME_POINTER(X) X(s0)
#ifdef __riscv_flen
#define OVERWRITE_VECTOR(X) \
    X(ft0) X(ft1) X(ft2) X(ft3) X(ft4) X(ft5) X(ft6) X(ft7) X(fs0) X(fs1) X(fa0) X(fa1) X(fa2) \
    X(fa3) X(fa4) X(fa5) X(fa6) X(fa7) X(fs2) X(fs3) X(fs4) X(fs5) X(fs6) X(fs7) X(fs8) X(fs9) \
    X(fs10) X(fs11) X(ft8) X(ft9) X(ft10) X(ft11)
#else
#define OVERWRITE_VECTOR(X)
#endif
#ifdef __riscv_v
#define OVERWRITE_V(X) X(vectors) X(vl_and_vtype)
#else
#define OVERWRITE_V(X)
#endif
#define OVERWRITE_ALL(X) \
    OVERWRITE_GENERAL(X) OVERWRITE_FRAME_POINTER(X) OVERWRITE_VECTOR(X) OVERWRITE_V(X)
/* clang-format on */

#endif
