/*
 * A context that somebody else saved has something else where we keep MXCSR, perhaps
 * bits that no processor takes; to resume it leaves MXCSR alone.
 */
#include "../context.h"
#include "arch.h"

static ucontext_t main_context, other;
static char stack[STACK_SIZE];

static void forget_mxcsr(ucontext_t *context) {
    context->uc_flags = 0;
    memset((char *)context + UC_FPREGS_MEM + 28, 0xff, UC_FPREGS_MEM_END - UC_FPREGS_MEM - 28);
}

static void body(void) {
    swapcontext(&other, &main_context);
    forget_mxcsr(&main_context);
    setcontext(&main_context);
}

int main(void) {
    struct fp_control usual = get_fp_control(), odd = usual;
    odd.mxcsr = odd_fp_control[0].mxcsr;
    START(&other, stack, NULL, body, 0);
    swapcontext(&main_context, &other);
    set_fp_control(odd);
    forget_mxcsr(&other);
    swapcontext(&main_context, &other);
    CHECK(get_fp_control().mxcsr == (odd.mxcsr & 0xffc0),
          "setcontext and swapcontext left MXCSR alone: %#x", get_fp_control().mxcsr);

    volatile int again = 0;
    set_fp_control(usual);
    getcontext(&main_context);
    if (!again) {
        again = 1;
        set_fp_control(odd);
        setcontext(&main_context);
    }
    CHECK(get_fp_control().mxcsr == (usual.mxcsr & 0xffc0), "one of ours brings it: %#x",
          get_fp_control().mxcsr);
    return check_done();
}
