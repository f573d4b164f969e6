/*
 * arch.h: what the tests ask of mips64, n64 (c-tests/arch/README.md says what each
 * name is).
 */
#ifndef ARCH_H
#define ARCH_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* before the first header */
#endif
#include "../../../asm/mips64/layout.h"
#include "system_call.h"
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <ucontext.h>

/* ---- calls (MIPSpro N32 ABI Handbook, chapter 2) ------------------------------- */

#define STACK_ALIGNMENT 16
#define CALL_PUSHES 0
#define ENTRY_AREA 0
#define REGISTER_ARGUMENTS 8
#define RED_ZONE 0
#define CALLEE_SAVED "$17"
#ifdef EMULATED
/* qemu 7.2 aligns the frame of a signal to 8 bytes; Linux aligns it to 16. */
#define EMULATOR_MISALIGNS_HANDLERS
/* And keeps no FCSR in it; Linux does. */
#define EMULATOR_LOSES_FP_CONTROL
#endif
/* A function's frame pointer is its stack pointer: what is there differs. */
#define NO_FRAME_RECORDS

/* ---- a saved context ------------------------------------------------------- */

#define CONTEXT_PC(context) ((context)->uc_mcontext.pc)
#define CONTEXT_SP(context) ((context)->uc_mcontext.gregs[29])
#define CONTEXT_FP(context) ((context)->uc_mcontext.gregs[30])
#define CONTEXT_ARGUMENT(context, i) ((context)->uc_mcontext.gregs[4 + (i)])

/* A function that is entered finds its own address in t9. */
static inline void begin_at(ucontext_t *context, void (*function)(void), void *top) {
    CONTEXT_PC(context) = (uintptr_t)function;
    context->uc_mcontext.gregs[25] = (uintptr_t)function;
    CONTEXT_SP(context) = (uintptr_t)top;
}

/* ---- registers that a callee preserves ------------------------------------- */

#define GENERAL(X, name, offset, n)                                                                \
    X(name, offset, 8, ~0ull, 0x1111111111111100 + n, 0xa1a1a1a1a1a1a100 + n)
#define FLOAT(X, n)                                                                                \
    X("f" #n, UC_F24 + 8 * (n - 24), 8, ~0ull, 0x2222222222222200 + n, 0xb2b2b2b2b2b2b200 + n)
/* Of FCSR the rounding mode, the enabled exceptions and flush to zero count. The rest
 * makes words that nothing else is equal to: flags, conditions. */
#define REGISTERS(X)                                                                               \
    GENERAL(X, "s0", UC_S0, 16)                                                                    \
    GENERAL(X, "s1", UC_S1, 17)                                                                    \
    GENERAL(X, "s2", UC_S2, 18)                                                                    \
    GENERAL(X, "s3", UC_S3, 19)                                                                    \
    GENERAL(X, "s4", UC_S4, 20)                                                                    \
    GENERAL(X, "s5", UC_S5, 21)                                                                    \
    GENERAL(X, "s6", UC_S6, 22)                                                                    \
    GENERAL(X, "s7", UC_S7, 23)                                                                    \
    GENERAL(X, "gp", UC_GP, 28)                                                                    \
    GENERAL(X, "s8", UC_FP, 30)                                                                    \
    FLOAT(X, 24)                                                                                   \
    FLOAT(X, 25)                                                                                   \
    FLOAT(X, 26)                                                                                   \
    FLOAT(X, 27)                                                                                   \
    FLOAT(X, 28)                                                                                   \
    FLOAT(X, 29)                                                                                   \
    FLOAT(X, 30)                                                                                   \
    FLOAT(X, 31)                                                                                   \
    X("fcsr", UC_FCSR, 4, FCSR_CONTROL, 0x0b000829, 0x1400042a)
enum { NATIVE_REGISTERS = 18, NATIVE_FP_CONTROL = 16 };
static const int native_frame[] = {64, 72, 80, 88, 96, 104, 112, 120, 128, 144,
                                   0,  8,  16, 24, 32, 40,  48,  56,  -16};

/* ---- FP control ------------------------------------------------------------- */

#define HAS_FP_CONTROL
struct fp_control {
    uint32_t fcsr;
};
static inline struct fp_control get_fp_control(void) {
    struct fp_control control;
    __asm__ volatile("cfc1 %0, $31" : "=r"(control.fcsr));
    control.fcsr &= FCSR_CONTROL;
    return control;
}
static inline void set_fp_control(struct fp_control control) {
    __asm__ volatile("ctc1 %0, $31" ::"r"(control.fcsr));
}
/* Flush to zero, an exception that nothing raises, and a rounding mode. */
static const struct fp_control odd_fp_control[2] = {{0x1000801}, {0x0402}};

/* ---- the whole state of interrupted code ------------------------------------ */

/* $1 to $31, for $0 lo, for $26 hi, for $27 FCSR; FP registers. */
struct whole_state {
    unsigned long general[32];
    unsigned long fp[32];
};
static inline void ignore_in_state(struct whole_state *state) {
#ifdef EMULATOR_LOSES_FP_CONTROL
    state->general[27] = 0;
#else
    state->general[27] &= 0xff83ffff & ~(unsigned long)FCSR_CAUSES;
#endif
    state->general[29] = 0; /* the stack pointer */
}
static inline void choose_state(struct whole_state *want) {
    unsigned char *byte = (unsigned char *)want;
    for (unsigned i = 0; i < sizeof *want; i++)
        byte[i] = (unsigned char)(i * 7 + i / 256 + 1);
    want->general[27] = 0x5a000829;
}
static inline int state_variant(void) { return 0; }
#define TRAP_SIGNAL SIGTRAP
/* break is what the program counter still points to. */
static inline void skip_trap(ucontext_t *context) { context->uc_mcontext.pc += 4; }

#endif
