/* x86_64.h: the state a callee must preserve, and where a context keeps it. */
#include "../../asm/x86_64/layout.h"

/* name, offset in ucontext_t, the bits that count, two values to tell apart */
#define REGISTERS(X)                                                                               \
    X("rbx", UC_RBX, ~0ul, 0x1111111111111111ul, 0xa1a1a1a1a1a1a1a1ul)                             \
    X("rbp", UC_RBP, ~0ul, 0x2222222222222222ul, 0xa2a2a2a2a2a2a2a2ul)                             \
    X("r12", UC_R12, ~0ul, 0x3333333333333333ul, 0xa3a3a3a3a3a3a3a3ul)                             \
    X("r13", UC_R13, ~0ul, 0x4444444444444444ul, 0xa4a4a4a4a4a4a4a4ul)                             \
    X("r14", UC_R14, ~0ul, 0x5555555555555555ul, 0xa5a5a5a5a5a5a5a5ul)                             \
    X("r15", UC_R15, ~0ul, 0x6666666666666666ul, 0xa6a6a6a6a6a6a6a6ul)                             \
    X("mxcsr", UC_MXCSR, 0xffc0ul, 0xdf80ul, 0x3f80ul)                                             \
    X("x87 control word", UC_FPCW, 0xfffful, 0x0a77ul, 0x0677ul) /* one exception unmasked */
/* Where fastctx_switch keeps the first ones at its stack pointer (asm/x86_64/native.h),
 * above NATIVE_FP_CONTROL bytes that fastctx_switch_fp puts there; x87's control word
 * and MXCSR are in those. */
enum { NATIVE_REGISTERS = 6, NATIVE_FP_CONTROL = 8 };
static const int native_frame[] = {32, 40, 24, 16, 8, 0, -8, -4};

/*
 * The whole state of interrupted code, as interrupt_with_state() loads and
 * stores it: 15 general registers and the flags, 16 vector registers of 32
 * bytes, x87's top of stack and control word, the 128 bytes of the red zone.
 */
struct whole_state {
    unsigned long general[16];
    unsigned char vector[16][32];
    unsigned long x87[2];
    unsigned long red_zone[16];
};
static inline void choose_state(struct whole_state *want) {
    unsigned char *byte = (unsigned char *)want;
    for (unsigned i = 0; i < sizeof *want; i++)
        byte[i] = (unsigned char)(i * 7 + i / 256 + 1);
    want->general[15] = 0xcd7; /* OF DF SF ZF AF PF CF, and those that are always set */
    double x87 = 2.75;
    memcpy(&want->x87[0], &x87, sizeof x87);
    want->x87[1] = 0x0b7f;
    if (!__builtin_cpu_supports("avx"))
        for (int i = 0; i < 16; i++)
            memset(want->vector[i] + 16, 0, 16);
}
/* The flags that user code can set. */
static inline void ignore_in_state(struct whole_state *state) { state->general[15] &= 0xcd5; }
/* int3 has been passed when the signal is delivered. */
static inline void skip_trap(ucontext_t *context) { (void)context; }
