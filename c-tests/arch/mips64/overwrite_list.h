/*
 * overwrite_list.h: every register that a switch does not pass something in. For
 * each arch.S has an overwrite_NAME.
 */
#ifndef OVERWRITE_LIST_H
#define OVERWRITE_LIST_H

/* clang-format off */
#define OVERWRITE_GENERAL(X) \
    X($2) X($3) X($7) X($8) X($9) X($10) X($11) X($12) X($13) X($14) X($15) X($16) X($17) X($18) \
    X($19) X($20) X($21) X($22) X($23) X($24) X($25) X($31)
#define OVERWRITE_FRAME_POINTER(X) X($30)
#define OVERWRITE_VECTOR(X) \
    X($f0) X($f1) X($f2) X($f3) X($f4) X($f5) X($f6) X($f7) X($f8) X($f9) X($f10) X($f11) X($f12) \
    X($f13) X($f14) X($f15) X($f16) X($f17) X($f18) X($f19) X($f20) X($f21) X($f22) X($f23) \
    X($f24) X($f25) X($f26) X($f27) X($f28) X($f29) X($f30) X($f31)
#define OVERWRITE_ALL(X) OVERWRITE_GENERAL(X) OVERWRITE_FRAME_POINTER(X) OVERWRITE_VECTOR(X)
/* clang-format on */

#endif
