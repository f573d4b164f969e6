/* aarch64.h: the state a callee must preserve, and where a context keeps it. */
#include "../../asm/aarch64/layout.h"

/* name, offset in ucontext_t, the bits that count, two values to tell apart */
#define GENERAL(X, n)                                                                              \
    X("x" #n, UC_X0 + 8 * n, ~0ul, 0x1111111111111100ul + n, 0xa1a1a1a1a1a1a100ul + n)
#define VECTOR(X, n)                                                                               \
    X("d" #n, UC_V8 + 16 * (n - 8), ~0ul, 0x2222222222222200ul + n, 0xb2b2b2b2b2b2b200ul + n)
#define REGISTERS(X)                                                                               \
    GENERAL(X, 19)                                                                                 \
    GENERAL(X, 20)                                                                                 \
    GENERAL(X, 21)                                                                                 \
    GENERAL(X, 22)                                                                                 \
    GENERAL(X, 23)                                                                                 \
    GENERAL(X, 24)                                                                                 \
    GENERAL(X, 25)                                                                                 \
    GENERAL(X, 26)                                                                                 \
    GENERAL(X, 27)                                                                                 \
    GENERAL(X, 28)                                                                                 \
    GENERAL(X, 29)                                                                                 \
    VECTOR(X, 8)                                                                                   \
    VECTOR(X, 9)                                                                                   \
    VECTOR(X, 10)                                                                                  \
    VECTOR(X, 11)                                                                                  \
    VECTOR(X, 12)                                                                                  \
    VECTOR(X, 13)                                                                                  \
    VECTOR(X, 14)                                                                                  \
    VECTOR(X, 15)                                                                                  \
    X("fpcr", UC_FPCR, 0x07c00000ul, 0x01400000ul, 0x00800000ul)
/* Where fastctx_switch keeps the first ones at its stack pointer (asm/aarch64/native.h),
 * above NATIVE_FP_CONTROL bytes that fastctx_switch_fp puts there; FPCR is in those. */
enum { NATIVE_REGISTERS = 19, NATIVE_FP_CONTROL = 16 };
static const int native_frame[] = {16, 24, 32,  40,  48,  56,  64,  72,  80,  88,
                                   0,  96, 104, 112, 120, 128, 136, 144, 152, -16};

/*
 * The whole state of interrupted code, as interrupt_with_state() loads and
 * stores it: x0 to x30, the condition flags, 32 vector registers.
 */
struct whole_state {
    unsigned long general[31];
    unsigned long flags;
    unsigned char vector[32][16];
};
static inline void choose_state(struct whole_state *want) {
    unsigned char *byte = (unsigned char *)want;
    for (unsigned i = 0; i < sizeof *want; i++)
        byte[i] = (unsigned char)(i * 7 + i / 256 + 1);
    want->flags = 0xb0000000ul;
}
static inline void ignore_in_state(struct whole_state *state) { state->flags &= 0xf0000000ul; }
/* brk is what the program counter still points to. */
static inline void skip_trap(ucontext_t *context) { context->uc_mcontext.pc += 4; }
