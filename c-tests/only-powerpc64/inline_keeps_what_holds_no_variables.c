/*
 * An inline switch finds its TOC pointer again, whatever the other side has there (a
 * context of another module has its own), and tells the compiler that no field of CR
 * and no LR outlives it.
 */
#include "../native/overwrite.h"
#include <fastctx_inline.h>

extern void overwrite_r2(void);
extern void overwrite_cr(void);
static struct overwriting overwriting = {NULL, &here, NULL};
static volatile int data = 5;

static __attribute__((noinline)) unsigned long toc(void) {
    unsigned long toc;
    __asm__ volatile("mr %0, 2" : "=r"(toc));
    return toc;
}

/* Comparisons that the compiler would like to keep in CR. */
static __attribute__((noinline)) int keep_conditions(int a, int b, int c) {
    int less = a<b, same = b == c, more = c> a, result = 0;
    for (int i = 0; i < 3; i++) {
        fastctx_switch_inline(&here, &there, &overwriting);
        result += less ? 1 : 100;
        result += same ? 1000 : 10;
        result += more ? 10000 : 7;
    }
    return result;
}

int main(void) {
    overwrite_there();
    overwriting.overwrite = overwrite_r2;
    unsigned long before = toc();
    fastctx_switch_inline(&here, &there, &overwriting);
    CHECK(toc() == before && data == 5, "the TOC pointer");
    overwriting.overwrite = overwrite_cr;
    CHECK(keep_conditions(1, 2, 3) == 3 * 10011, "conditions, %d", keep_conditions(1, 2, 3));
    CHECK(keep_conditions(3, 2, 2) == 3 * (100 + 1000 + 7), "others, %d", keep_conditions(3, 2, 2));
    return check_done();
}
