/*
 * What getcontext leaves where a C library's own setcontext takes the x87 environment
 * from is one without exception flags and with empty registers.
 */
#include "../context.h"
#include "arch.h"
#include <fpu_control.h>

static ucontext_t context;

int main(void) {
    fpu_control_t control;
    memset(&context, 0xaa, sizeof context);
    getcontext(&context);
    _FPU_GETCW(control);
    const fpregset_t fp = context.uc_mcontext.fpregs;
    CHECK((fp->cw & 0xffff) == control, "the control word: %#lx", fp->cw);
    CHECK((fp->sw & 0xffff) == 0, "no flags, and the top of the stack: %#lx", fp->sw);
    CHECK((fp->tag & 0xffff) == 0xffff, "every register is empty: %#lx", fp->tag);
    return check_done();
}
