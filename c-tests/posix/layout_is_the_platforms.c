/*
 * The numbers that the assembly goes by (asm/ARCH/layout.h) are those of the
 * platform's headers: the same of glibc's, of musl's and of the kernel's.
 */
#include "../check.h"
#include "../kernel_set.h"
#include "arch.h"
#include <setjmp.h>
#include <stddef.h>

/* Where musl's sigsetjmp keeps the mask (its include/setjmp.h). */
#ifndef __GLIBC__
#define LAYOUT_OF_MUSL(X) X(MUSL_SIGJMP_MASK, offsetof(struct __jmp_buf_tag, __ss))
#else
#define LAYOUT_OF_MUSL(X)
#endif
#include "layout_check.h"

#define COMPARE(name, is)                                                                          \
    CHECK((unsigned long)(name) == (unsigned long)(is), "%s is %lu: %lu", #name,                   \
          (unsigned long)(is), (unsigned long)(name));

int main(void) {
    LAYOUT(COMPARE)
    return check_done();
}
