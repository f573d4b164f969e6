/*
 * The vector registers of a context begin at a multiple of 16, so a copy of it at
 * an address that is none has them elsewhere: it resumes with all of them all the
 * same, by swapcontext and by setcontext, when the original is gone.
 */
#include "../registers.h"
#include <ucontext.h>

static ucontext_t main_context, other;
static char stack[STACK_SIZE];
static uint64_t got[REGISTER_COUNT];
static char buffer[sizeof(ucontext_t) + 64] __attribute__((aligned(16)));

static void body(void) {
    for (;;)
        call_with_registers((void *)swapcontext, &other, &main_context, patterns[0], got);
}

static ucontext_t *copy_at(size_t offset) {
    ucontext_t *copy = (ucontext_t *)(buffer + offset);
    memset(buffer, 0xee, sizeof buffer);
    memcpy(copy, &other, sizeof *copy);
    memset(&other, 0xdd, sizeof other);
    return copy;
}

int main(void) {
    START(&other, stack, NULL, body, 0);
    swapcontext(&main_context, &other);
    CHECK((char *)other.uc_mcontext.regs == (char *)other.uc_mcontext.gp_regs,
          "regs points to the registers");
    CHECK((uintptr_t)other.uc_mcontext.v_regs % 16 == 0 &&
              !memcmp(other.uc_mcontext.v_regs->vrregs[20], &patterns[0][37], 8) &&
              !memcmp((char *)other.uc_mcontext.v_regs->vrregs[31] + 8, &patterns[0][58], 8),
          "v_regs to the vectors, as the kernel has them");
    ucontext_t *context = copy_at(8);
    call_with_registers((void *)swapcontext, &main_context, context, patterns[1], got);
    for (size_t offset = 0; offset < 32; offset += 8) {
        context = copy_at(offset);
        swapcontext(&main_context, context);
        check_registers(offset % 16 ? "swapcontext to a copy beside a multiple of 16"
                                    : "swapcontext to a copy at a multiple of 16",
                        patterns[0], got);
        volatile int back = 0;
        context = copy_at(offset);
        memset(got, 0, sizeof got);
        getcontext(&main_context);
        if (!back) {
            back = 1;
            setcontext(context);
        }
        check_registers(offset % 16 ? "setcontext to a copy beside a multiple of 16"
                                    : "setcontext to a copy at a multiple of 16",
                        patterns[0], got);
    }
    return check_done();
}
