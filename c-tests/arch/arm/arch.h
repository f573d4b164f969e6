/*
 * arch.h: what the tests ask of arm (c-tests/arch/README.md says what each
 * name is). The hard-float ABI has a VFP; with the soft-float ABI the processor may
 * have one, and the tests look at its registers if it does.
 */
#ifndef ARCH_H
#define ARCH_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* before the first header */
#endif
#include "../../../asm/arm/layout.h"
#ifndef FREESTANDING
#include "system_call.h"
#include <signal.h>
#include <sys/auxv.h>
#endif
#include <fenv.h>
#include <stdint.h>
#include <string.h>
#include <ucontext.h>

/* ---- calls (AAPCS32 6.2.1, 6.4) --------------------------------------------- */

#define STACK_ALIGNMENT 8
#define CALL_PUSHES 0
#define ENTRY_AREA 0
#define REGISTER_ARGUMENTS 4
#define RESULT_IN_FIRST_ARGUMENT
#define RED_ZONE 0
#define CALLEE_SAVED "r5"
#define NO_FRAME_RECORDS /* AAPCS32 6.2.3 has one, which gcc does not make */

/* ---- a saved context ------------------------------------------------------- */

#define CONTEXT_PC(context) ((context)->uc_mcontext.arm_pc)
#define CONTEXT_SP(context) ((context)->uc_mcontext.arm_sp)
#define CONTEXT_ARGUMENT(context, i) ((&(context)->uc_mcontext.arm_r0)[i])

/* A function's address has the Thumb bit. */
static inline void begin_at(ucontext_t *context, void (*function)(void), void *top) {
    CONTEXT_PC(context) = (uintptr_t)function;
    CONTEXT_SP(context) = (uintptr_t)top;
}

/* ---- registers that a callee preserves ------------------------------------- */

#define GENERAL(X, n) X("r" #n, UC_R0 + 4 * n, 4, 0xffffffff, 0x11111100 + n, 0xa1a1a100 + n)
#define VECTOR(X, n)                                                                               \
    X("d" #n, UC_D8 + 8 * (n - 8), 8, ~0ull, 0x2222222222222200 + n, 0xb2b2b2b2b2b2b200 + n)
#define FP_CONTROL_BITS 0x07c00000
#define REGISTERS(X)                                                                               \
    GENERAL(X, 4)                                                                                  \
    GENERAL(X, 5)                                                                                  \
    GENERAL(X, 6)                                                                                  \
    GENERAL(X, 7)                                                                                  \
    GENERAL(X, 8)                                                                                  \
    GENERAL(X, 9)                                                                                  \
    GENERAL(X, 10)                                                                                 \
    GENERAL(X, 11)                                                                                 \
    VECTOR(X, 8)                                                                                   \
    VECTOR(X, 9)                                                                                   \
    VECTOR(X, 10)                                                                                  \
    VECTOR(X, 11)                                                                                  \
    VECTOR(X, 12)                                                                                  \
    VECTOR(X, 13)                                                                                  \
    VECTOR(X, 14)                                                                                  \
    VECTOR(X, 15)                                                                                  \
    X("fpscr", UC_FPSCR, 4, FP_CONTROL_BITS, 0x01400000, 0x00800000)
/* FPSCR's place is below r4 in every suspended context. */
enum { NATIVE_REGISTERS = 16, NATIVE_FP_CONTROL = 0 };
static const int native_frame[] = {68, 72, 76, 80, 84, 88, 92, 96, 0,
                                   8,  16, 24, 32, 40, 48, 56, 64};

/* ---- FP control ------------------------------------------------------------- */

#define HWCAP_HAS_VFP 0x40    /* Linux arch/arm/include/uapi/asm/hwcap.h */
#define HWCAP_HAS_D32 0x80000 /* d16-d31 */
static inline int has_vfp(void) {
#if defined(__ARM_PCS_VFP)
    return 1;
#elif defined(FREESTANDING)
    return 0;
#else
    return (getauxval(AT_HWCAP) & HWCAP_HAS_VFP) != 0;
#endif
}

/* Of soft-float code the assembler does not expect such instructions. */
#ifdef __ARM_PCS_VFP
#define WITH_VFP
#else
#define WITH_VFP ".fpu vfp\n\t"
#endif

#define HAS_FP_CONTROL
#ifdef __SOFTFP__
#define DIVISION_RAISES_NOTHING /* of what fetestexcept looks at */
#endif
struct fp_control {
    unsigned long fpscr;
};
static inline unsigned long get_fpscr(void) {
    unsigned long fpscr = 0;
    if (has_vfp())
        __asm__ volatile(WITH_VFP "vmrs %0, fpscr" : "=r"(fpscr));
    return fpscr;
}
static inline struct fp_control get_fp_control(void) {
    struct fp_control control = {get_fpscr() & FP_CONTROL_BITS};
    return control;
}
static inline void set_fp_control(struct fp_control control) {
    unsigned long fpscr = (get_fpscr() & ~(unsigned long)FP_CONTROL_BITS) | control.fpscr;
    if (has_vfp())
        __asm__ volatile(WITH_VFP "vmsr fpscr, %0" ::"r"(fpscr));
}
/* Flush to zero and a rounding mode; another one. */
static const struct fp_control odd_fp_control[2] = {{0x01400000}, {0x00800000}};

#ifndef FREESTANDING
/* ---- the whole state of interrupted code ------------------------------------ */

/* r0 to r12, lr, the condition flags and Q, FPSCR, d0 to d31. */
struct whole_state {
    unsigned long general[14];
    unsigned long flags;
    unsigned long fpscr;
    unsigned char vector[32][8];
};
static inline void choose_state(struct whole_state *want) {
    unsigned char *byte = (unsigned char *)want;
    for (unsigned i = 0; i < sizeof *want; i++)
        byte[i] = (unsigned char)(i * 7 + i / 256 + 1);
    want->flags = 0xb8000000ul;
    want->fpscr = 0x51400013ul;
}
/* 1: d0-d15 and FPSCR; 2: d16-d31. */
static inline int state_variant(void) {
    return has_vfp() | (getauxval(AT_HWCAP) & HWCAP_HAS_D32 ? 2 : 0);
}
static inline void ignore_in_state(struct whole_state *state) {
    int variant = state_variant();
    state->flags &= 0xf8000000ul;
    if (!(variant & 1)) {
        state->fpscr = 0;
        memset(state->vector, 0, sizeof state->vector / 2);
    }
    if (!(variant & 2))
        memset(state->vector[16], 0, sizeof state->vector / 2);
}
#define TRAP_SIGNAL SIGILL
/* udf, of four bytes in both instruction sets, is what the program counter points to. */
static inline void skip_trap(ucontext_t *context) { context->uc_mcontext.arm_pc += 4; }
#endif

#endif
