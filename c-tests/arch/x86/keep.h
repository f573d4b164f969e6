/*
 * keep.h: how compiled code has values in the registers of overwrite_list.h:
 * part of c-tests/native/inline_keeps_what_is_in_registers.c, after its KEEP.
 */
#ifndef KEEP_H
#define KEEP_H

#ifdef __SSE2__
typedef unsigned long vector __attribute__((vector_size(16)));
#define VECTOR_CONSTRAINT "x"
#endif

#ifdef __MMX__
typedef int mmx __attribute__((vector_size(8)));
#define KEEP_MMX(reg) KEEP(mmx, "y", reg, __asm__ volatile("emms" ::: "memory")) /* x87 is free */
OVERWRITE_MMX(KEEP_MMX)
#endif
#ifdef __AVX512F__
typedef unsigned long wide __attribute__((vector_size(64)));
#define KEEP_WIDE(reg) KEEP(wide, "v", reg, )
#define KEEP_MASK(reg) KEEP(unsigned short, "k", reg, )
OVERWRITE_WIDE(KEEP_WIDE)
OVERWRITE_MASK(KEEP_MASK)
#endif

static __attribute__((noinline)) int keep_in_st(void) {
    long double a = 1.5L, b = 2.25L, c = 3.125L, d = 4.0625L;
    for (int i = 0; i < 3; i++) {
        __asm__ volatile("" : "+t"(a), "+u"(b));
        __asm__ volatile("" : "+t"(c), "+u"(d));
        GO_AND_COME_BACK();
        a += 1, b += 2, c += 3, d += 4;
    }
    return a == 4.5L && b == 8.25L && c == 12.125L && d == 16.0625L;
}

/* And those that compiled code has many of at once. */
#ifdef __AVX512F__
static __attribute__((noinline)) int keep_many_masks(void) {
#define DECLARE(n) unsigned short a##n = n + 1;
#define HIDE(n) __asm__ volatile("" : "+k"(a##n));
#define COMPARE(n) right &= a##n == n + 1;
    MANY(DECLARE)
    int right = 1;
    for (int i = 0; i < 3; i++) {
        MANY(HIDE)
        GO_AND_COME_BACK();
    }
    MANY(COMPARE)
    return right;
#undef DECLARE
#undef HIDE
#undef COMPARE
}
#define keep_others keep_many_masks
#endif

#endif
