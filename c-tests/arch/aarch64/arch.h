/*
 * arch.h: what the tests ask of aarch64 (c-tests/arch/README.md says what each
 * name is).
 */
#ifndef ARCH_H
#define ARCH_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* before the first header */
#endif
#include "../../../asm/aarch64/layout.h"
#include "system_call.h"
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <ucontext.h>

/* ---- calls (AAPCS64 6.4.5, 6.8) -------------------------------------------- */

#define STACK_ALIGNMENT 16
#define CALL_PUSHES 0
#define ENTRY_AREA 0
#define REGISTER_ARGUMENTS 8
#define RESULT_IN_FIRST_ARGUMENT
#define RED_ZONE 0
#define CALLEE_SAVED "x20"
#define LANDING_PAD 0x9f, 0x24, 0x03, 0xd5 /* bti j */
#define HAS_FRAME_POINTERS

/* ---- a saved context ------------------------------------------------------- */

#define CONTEXT_PC(context) ((context)->uc_mcontext.pc)
#define CONTEXT_SP(context) ((context)->uc_mcontext.sp)
#define CONTEXT_FP(context) ((context)->uc_mcontext.regs[29])
#define CONTEXT_ARGUMENT(context, i) ((context)->uc_mcontext.regs[i])

static inline void begin_at(ucontext_t *context, void (*function)(void), void *top) {
    CONTEXT_PC(context) = (uintptr_t)function;
    CONTEXT_SP(context) = (uintptr_t)top;
}

/* ---- registers that a callee preserves ------------------------------------- */

#define GENERAL(X, n)                                                                              \
    X("x" #n, UC_X0 + 8 * n, 8, ~0ull, 0x1111111111111100 + n, 0xa1a1a1a1a1a1a100 + n)
#define VECTOR(X, n)                                                                               \
    X("d" #n, UC_V8 + 16 * (n - 8), 8, ~0ull, 0x2222222222222200 + n, 0xb2b2b2b2b2b2b200 + n)
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
    X("fpcr", UC_FPCR, 4, 0x07c00000, 0x01400000, 0x00800000)
#define NATIVE_SHADOW 16
#define NATIVE_FP_SHADOW 0
enum { NATIVE_REGISTERS = 19, NATIVE_FP_CONTROL = 16 };
static const int native_frame[] = {16, 24, 32,  40,  48,  56,  64,  72,  80,  88,
                                   0,  96, 104, 112, 120, 128, 136, 144, 152, -16};

/* ---- FP control ------------------------------------------------------------- */

#define HAS_FP_CONTROL
struct fp_control {
    uint64_t fpcr;
};
static inline struct fp_control get_fp_control(void) {
    struct fp_control control;
    __asm__ volatile("mrs %0, fpcr" : "=r"(control.fpcr));
    return control;
}
static inline void set_fp_control(struct fp_control control) {
    __asm__ volatile("msr fpcr, %0" ::"r"(control.fpcr));
}
/* Flush to zero and a rounding mode; another one. */
static const struct fp_control odd_fp_control[2] = {{0x01400000}, {0x00800000}};

/* ---- the whole state of interrupted code ------------------------------------ */

/* x0 to x30, the condition flags, 32 vector registers. */
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
static inline int state_variant(void) { return 0; }
#define TRAP_SIGNAL SIGTRAP
/* brk is what the program counter still points to. */
static inline void skip_trap(ucontext_t *context) { context->uc_mcontext.pc += 4; }

#endif
