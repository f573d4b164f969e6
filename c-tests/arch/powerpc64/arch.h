/*
 * arch.h: what the tests ask of powerpc64, ELFv2 (c-tests/arch/README.md says what
 * each name is).
 */
#ifndef ARCH_H
#define ARCH_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* before the first header */
#endif
#include "../../../asm/powerpc64/layout.h"
#include "system_call.h"
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <ucontext.h>

/* ---- calls (ELFv2 ABI 2.2.3) ------------------------------------------------- */

#define STACK_ALIGNMENT 16
#define CALL_PUSHES 0
#define ENTRY_AREA 96 /* the header, and room for the parameters in registers */
#define REGISTER_ARGUMENTS 8
#define RESULT_IN_FIRST_ARGUMENT
#define RED_ZONE 288
/* More registers are callee-saved than fit into it, so gcc leaves no function with an
 * inline switch, which clobbers them all, one. */
#ifndef MAY_HAVE_NO_RED_ZONE
#define MAY_HAVE_NO_RED_ZONE
#endif
#define CALLEE_SAVED "r20"
#define HAS_SPLIT_STACKS
/* Every function with a frame has its caller's below a back chain; those of the
 * library that call an entry function have one too. */
#define HAS_BACK_CHAINS
/* The trampoline looks at uc_link, as glibc's does here. */
#define LINK_IS_READ_AT_THE_END
/* gcc unrolls no loop for a pragma (gcc/config/rs6000/rs6000.cc, cunroll). */
#define LOOPS_STAY_ROLLED

/* ---- a saved context --------------------------------------------------------- */

#define CONTEXT_PC(context) ((context)->uc_mcontext.gp_regs[32])
#define CONTEXT_SP(context) ((context)->uc_mcontext.gp_regs[1])
#define CONTEXT_ARGUMENT(context, i) ((context)->uc_mcontext.gp_regs[3 + (i)])

static inline void begin_at(ucontext_t *context, void (*function)(void), void *top) {
    CONTEXT_PC(context) = (uintptr_t)function;
    context->uc_mcontext.gp_regs[12] = (uintptr_t)function; /* its global entry point */
    CONTEXT_SP(context) = (uintptr_t)top - ENTRY_AREA;
    *(uintptr_t *)CONTEXT_SP(context) = 0; /* the back chain */
}

/* ---- registers that a callee preserves (ELFv2 ABI 2.2.2.2) -------------------- */

/* The lower word of a doubleword, and the first half of a vector register. */
#ifdef __LITTLE_ENDIAN__
#define LOW_WORD 0
#define FIRST_HALF 8
#else
#define LOW_WORD 4
#define FIRST_HALF 0
#endif

#define GENERAL(X, n)                                                                              \
    X("r" #n, UC_R0 + 8 * n, 8, ~0ull, 0x1111111111111100 + n, 0xa1a1a1a1a1a1a100 + n)
#define FLOATING(X, n)                                                                             \
    X("f" #n, UC_F0 + 8 * n, 8, ~0ull, 0x2222222222222200 + n, 0xb2b2b2b2b2b2b200 + n)
/* Where they are in a context depends on its address. */
#define VECTOR(X, n)                                                                               \
    X("vr" #n ".first", -1, 8, ~0ull, 0x3333333333333300 + n, 0xc3c3c3c3c3c3c300 + n)              \
    X("vr" #n ".second", -1, 8, ~0ull, 0x4444444444444400 + n, 0xd4d4d4d4d4d4d400 + n)
#define REGISTERS(X)                                                                               \
    GENERAL(X, 14)                                                                                 \
    GENERAL(X, 15)                                                                                 \
    GENERAL(X, 16)                                                                                 \
    GENERAL(X, 17)                                                                                 \
    GENERAL(X, 18)                                                                                 \
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
    GENERAL(X, 30)                                                                                 \
    GENERAL(X, 31)                                                                                 \
    FLOATING(X, 14)                                                                                \
    FLOATING(X, 15)                                                                                \
    FLOATING(X, 16)                                                                                \
    FLOATING(X, 17)                                                                                \
    FLOATING(X, 18)                                                                                \
    FLOATING(X, 19)                                                                                \
    FLOATING(X, 20)                                                                                \
    FLOATING(X, 21)                                                                                \
    FLOATING(X, 22)                                                                                \
    FLOATING(X, 23)                                                                                \
    FLOATING(X, 24)                                                                                \
    FLOATING(X, 25)                                                                                \
    FLOATING(X, 26)                                                                                \
    FLOATING(X, 27)                                                                                \
    FLOATING(X, 28)                                                                                \
    FLOATING(X, 29)                                                                                \
    FLOATING(X, 30)                                                                                \
    FLOATING(X, 31)                                                                                \
    VECTOR(X, 20)                                                                                  \
    VECTOR(X, 21)                                                                                  \
    VECTOR(X, 22)                                                                                  \
    VECTOR(X, 23)                                                                                  \
    VECTOR(X, 24)                                                                                  \
    VECTOR(X, 25)                                                                                  \
    VECTOR(X, 26)                                                                                  \
    VECTOR(X, 27)                                                                                  \
    VECTOR(X, 28)                                                                                  \
    VECTOR(X, 29)                                                                                  \
    VECTOR(X, 30)                                                                                  \
    VECTOR(X, 31)                                                                                  \
    X("vrsave", -1, 4, 0xffffffff, 0x55555512, 0xe5e5e521)                                         \
    X("cr2", UC_CCR + LOW_WORD, 4, 0x00f00000, 0x00500000, 0x00a00000)                             \
    X("cr3", UC_CCR + LOW_WORD, 4, 0x000f0000, 0x00070000, 0x00080000)                             \
    X("cr4", UC_CCR + LOW_WORD, 4, 0x0000f000, 0x00006000, 0x00009000)                             \
    X("fpscr", UC_FPSCR, 8, 0x7000000ff, 0x500000082, 0x200000011)
/* What a switch keeps of registers takes so much more than on most architectures. */
#define MORE_REGISTERS 368
enum { NATIVE_REGISTERS = 18 + 18 + 24 + 4, NATIVE_FP_CONTROL = 0 };
#define VECTOR_FRAME(n) 320 + 16 * (n - 20) + FIRST_HALF, 320 + 16 * (n - 20) + 8 - FIRST_HALF
/* clang-format off */
static const int native_frame[] = {
    32, 40, 48, 56, 64, 72, 80, 88, 96, 104, 112, 120, 128, 136, 144, 152, 160, 168,
    176, 184, 192, 200, 208, 216, 224, 232, 240, 248, 256, 264, 272, 280, 288, 296, 304, 312,
    VECTOR_FRAME(20), VECTOR_FRAME(21), VECTOR_FRAME(22), VECTOR_FRAME(23), VECTOR_FRAME(24),
    VECTOR_FRAME(25), VECTOR_FRAME(26), VECTOR_FRAME(27), VECTOR_FRAME(28), VECTOR_FRAME(29),
    VECTOR_FRAME(30), VECTOR_FRAME(31),
    512, 536, 536, 536, 520};
/* clang-format on */

/* A field of CR waits in the header of a frame, behind its back chain; beside it may
 * be those of a compiled function, which has saved what it found there in its own. */
enum { CR2 = 18 + 18 + 24 + 1 };
#define REGISTER_WAITS(i) ((i) >= CR2 && (i) < CR2 + 3)
static inline int register_waits(const char *at, int i, const uint64_t *pattern) {
    const uint32_t field = 0x00f00000u >> 4 * (i - CR2);
    const uintptr_t frame = (uintptr_t)at - FRAME_CR;
    uint32_t cr;
    uintptr_t chain, lr;
    if (frame % 16 != 0)
        return 0;
    memcpy(&cr, at, sizeof cr);
    memcpy(&chain, at - FRAME_CR, sizeof chain);
    memcpy(&lr, at - FRAME_CR + FRAME_LR, sizeof lr);
    return ((cr ^ pattern[i]) & field) == 0 && chain % 16 == 0 && chain - frame < 4096 && lr &&
           lr % 4 == 0;
}

/* ---- FP control --------------------------------------------------------------- */

#define HAS_FP_CONTROL
#define HAS_FP_TRAPS
struct fp_control {
    uint64_t fpscr;
};
static inline struct fp_control get_fp_control(void) {
    struct fp_control control;
    double fpscr;
    __asm__ volatile("mffs %0" : "=d"(fpscr));
    memcpy(&control.fpscr, &fpscr, sizeof control.fpscr);
    control.fpscr &= 0x7000000ff;
    return control;
}
static inline void set_fp_control(struct fp_control control) {
    double fpscr;
    memcpy(&fpscr, &control.fpscr, sizeof fpscr);
    __asm__ volatile("mtfsf 255, %0\n\tmtfsf 1, %0, 0, 1" ::"d"(fpscr));
}
/* Rounding modes, binary and decimal, and non-IEEE mode; others. */
static const struct fp_control odd_fp_control[2] = {{0x300000006}, {0x600000001}};

/* ---- the whole state of interrupted code --------------------------------------- */

/*
 * r0 to r31, but the stack and the thread pointer; LR, CTR, XER, CR, FPSCR, VRSAVE;
 * vs0 to vs63, of which the first half of the lower ones are the FP registers and
 * the upper ones the vector registers; the red zone.
 */
struct whole_state {
    unsigned long general[32];
    unsigned long special[6];
    unsigned char vector[64][16];
    unsigned long red_zone[RED_ZONE / 8];
};
static inline void choose_state(struct whole_state *want) {
    unsigned char *byte = (unsigned char *)want;
    for (unsigned i = 0; i < sizeof *want; i++)
        byte[i] = (unsigned char)(i * 7 + i / 256 + 1);
    want->special[2] = 0xa0000015; /* SO, CA, a length */
    want->special[3] = 0x91a5c63d; /* every bit of CR is 1 in it or 0 beside */
    want->special[4] = 0x82000002; /* FX, XX, RN; the emulator drops DRN */
    want->special[5] = 0x12345678;
}
static inline void ignore_in_state(struct whole_state *state) {
    state->general[1] = state->general[13] = 0;
}
static inline int state_variant(void) { return 0; }
/* What the kernel delivers is longer than glibc's type, by the second halves of vs0 to
 * vs31 (musl's is as long). */
#define DELIVERED_CONTEXT_SIZE 1696
/* libgcc knows the kernel's frames by the code that handlers return to, and the code of
 * qemu's emulation of user programs is not the kernel's. */
#ifdef EMULATED
#define UNWINDER_STOPS_AT_HANDLERS
#endif
#define TRAP_SIGNAL SIGTRAP
/* trap is what the program counter still points to. */
static inline void skip_trap(ucontext_t *context) { context->uc_mcontext.gp_regs[32] += 4; }

#endif
