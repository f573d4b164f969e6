/*
 * overwrite_list.h: every register that a switch does not pass something in, by
 * the names that compilers know them by. For each arch.S has an overwrite_NAME.
 * (r2, CR and LR hold no variables: c-tests/only-powerpc64.)
 */
#ifndef OVERWRITE_LIST_H
#define OVERWRITE_LIST_H

/* clang-format off */
#define OVERWRITE_GENERAL(X) \
    X(r0) X(r6) X(r7) X(r8) X(r9) X(r10) X(r11) X(r14) X(r15) X(r16) X(r17) X(r18) X(r19) X(r20) \
    X(r21) X(r22) X(r23) X(r24) X(r25) X(r26) X(r27) X(r28) X(r29) X(r30)
#define OVERWRITE_FRAME_POINTER(X) X(r31)
#define OVERWRITE_VECTOR(X) \
    X(vs0) X(vs1) X(vs2) X(vs3) X(vs4) X(vs5) X(vs6) X(vs7) X(vs8) X(vs9) X(vs10) X(vs11) X(vs12) \
    X(vs13) X(vs14) X(vs15) X(vs16) X(vs17) X(vs18) X(vs19) X(vs20) X(vs21) X(vs22) X(vs23) \
    X(vs24) X(vs25) X(vs26) X(vs27) X(vs28) X(vs29) X(vs30) X(vs31) X(vs32) X(vs33) X(vs34) \
    X(vs35) X(vs36) X(vs37) X(vs38) X(vs39) X(vs40) X(vs41) X(vs42) X(vs43) X(vs44) X(vs45) \
    X(vs46) X(vs47) X(vs48) X(vs49) X(vs50) X(vs51) X(vs52) X(vs53) X(vs54) X(vs55) X(vs56) \
    X(vs57) X(vs58) X(vs59) X(vs60) X(vs61) X(vs62) X(vs63)
#define OVERWRITE_ALL(X) \
    OVERWRITE_GENERAL(X) OVERWRITE_FRAME_POINTER(X) OVERWRITE_VECTOR(X)
/* clang-format on */

#endif
