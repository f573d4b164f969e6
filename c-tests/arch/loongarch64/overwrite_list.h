/*
 * overwrite_list.h: every register that a switch does not pass something in. For
 * each arch.S has an overwrite_NAME.
 */
#ifndef OVERWRITE_LIST_H
#define OVERWRITE_LIST_H

/* clang-format off */
#define OVERWRITE_GENERAL(X) \
    X($r1) X($r7) X($r8) X($r9) X($r10) X($r11) X($r12) X($r13) X($r14) X($r15) X($r16) X($r17) X($r18) X($r19) \
    X($r20) X($r23) X($r24) X($r25) X($r26) X($r27) X($r28) X($r29) X($r30) X($r31)
#define OVERWRITE_FRAME_POINTER(X) X($r22)
#define OVERWRITE_VECTOR(X) \
    X($f0) X($f1) X($f2) X($f3) X($f4) X($f5) X($f6) X($f7) X($f8) X($f9) X($f10) X($f11) X($f12) X($f13) \
    X($f14) X($f15) X($f16) X($f17) X($f18) X($f19) X($f20) X($f21) X($f22) X($f23) X($f24) X($f25) X($f26) \
    X($f27) X($f28) X($f29) X($f30) X($f31)
#define OVERWRITE_ALL(X) OVERWRITE_GENERAL(X) OVERWRITE_FRAME_POINTER(X) OVERWRITE_VECTOR(X)
/* clang-format on */

#endif
