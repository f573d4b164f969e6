/*
 * keep.h: how compiled code has values in the registers of overwrite_list.h:
 * part of c-tests/native/inline_keeps_what_is_in_registers.c, after its KEEP.
 */
#ifndef KEEP_H
#define KEEP_H

typedef unsigned long vector __attribute__((vector_size(16)));
#define VECTOR_CONSTRAINT "w"
#ifdef __ARM_FEATURE_SVE
#include <arm_sve.h>
/* Sizeless types have no register variables. */
static __attribute__((noinline)) int keep_scalable(void) {
    svuint64_t a = svindex_u64(1, 3), b = svindex_u64(2, 5), c = svindex_u64(3, 7);
    svbool_t p = svwhilelt_b64(0, 3), q = svptrue_b8();
    for (int i = 0; i < 3; i++) {
        __asm__ volatile("" : "+w"(a), "+w"(b), "+w"(c), "+Upa"(p), "+Upa"(q));
        GO_AND_COME_BACK();
    }
    uint64_t all = svaddv_u64(p, a) + svaddv_u64(p, b) + svaddv_u64(p, c), want = 0;
    for (unsigned long i = 0; i < 3 && i < svcntd(); i++)
        want += 1 + 3 * i + 2 + 5 * i + 3 + 7 * i;
    return all == want && svaddv_u64(q, svdup_u64(1)) == svcntd();
}
#define keep_in_above16 keep_scalable
#define keep_in_predicates keep_scalable
#endif

#endif
