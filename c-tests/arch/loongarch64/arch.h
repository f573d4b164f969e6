/*
 * arch.h: what the tests ask of loongarch64 (c-tests/arch/README.md says what each
 * name is).
 */
#ifndef ARCH_H
#define ARCH_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* before the first header */
#endif
#include "../../../asm/loongarch64/layout.h"
#include "system_call.h"
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/auxv.h>
#include <ucontext.h>

/* ---- calls (LoongArch procedure call standard, "The registers", "The stack") -- */

#define STACK_ALIGNMENT 16
#define CALL_PUSHES 0
#define ENTRY_AREA 0
#define REGISTER_ARGUMENTS 8
#define RESULT_IN_FIRST_ARGUMENT
#define RED_ZONE 0
#define CALLEE_SAVED "$r24"

/* libgcc 14 dies of a segmentation fault there in programs under qemu-user 10, with
 * or without this library. */
#define UNWINDER_STOPS_AT_HANDLERS

/* A frame pointer is the stack pointer of the caller; the record is below it. */
#define FRAME_RECORD (-2)

/* ---- a saved context ------------------------------------------------------- */

/* The kernel's FP or vector record is behind the end of the C libraries' type; the
 * longest is LASX's, 1040 bytes aligned to 32, with its header and the last one, 16 bytes
 * each (Linux arch/loongarch/include/uapi/asm/sigcontext.h). */
#define DELIVERED_CONTEXT_SIZE (sizeof(ucontext_t) + 16 + 32 + 1040 + 16)

#define CONTEXT_PC(context) ((context)->uc_mcontext.__pc)
#define CONTEXT_SP(context) ((context)->uc_mcontext.__gregs[3])
#define CONTEXT_FP(context) ((context)->uc_mcontext.__gregs[22])
#define CONTEXT_ARGUMENT(context, i) ((context)->uc_mcontext.__gregs[4 + (i)])

static inline void begin_at(ucontext_t *context, void (*function)(void), void *top) {
    CONTEXT_PC(context) = (uintptr_t)function;
    CONTEXT_SP(context) = (uintptr_t)top;
}

/* ---- registers that a callee preserves ------------------------------------- */

#define GENERAL(X, name, offset, n)                                                                \
    X(name, offset, 8, ~0ull, 0x1111111111111100 + n, 0xa1a1a1a1a1a1a100 + n)
#define FLOAT(X, n)                                                                                \
    X("f" #n, UC_FS0 + 8 * (n - 24), 8, ~0ull, 0x2222222222222200 + n, 0xb2b2b2b2b2b2b200 + n)
/* Of FCSR0 the rounding mode and the enabled exceptions count. The rest makes words
 * that nothing else is equal to. */
#define REGISTERS(X)                                                                               \
    GENERAL(X, "s0", UC_S0, 23)                                                                    \
    GENERAL(X, "s1", UC_S1, 24)                                                                    \
    GENERAL(X, "s2", UC_S2, 25)                                                                    \
    GENERAL(X, "s3", UC_S3, 26)                                                                    \
    GENERAL(X, "s4", UC_S4, 27)                                                                    \
    GENERAL(X, "s5", UC_S5, 28)                                                                    \
    GENERAL(X, "s6", UC_S6, 29)                                                                    \
    GENERAL(X, "s7", UC_S7, 30)                                                                    \
    GENERAL(X, "s8", UC_S8, 31)                                                                    \
    GENERAL(X, "fp", UC_FP, 22)                                                                    \
    FLOAT(X, 24)                                                                                   \
    FLOAT(X, 25)                                                                                   \
    FLOAT(X, 26)                                                                                   \
    FLOAT(X, 27)                                                                                   \
    FLOAT(X, 28)                                                                                   \
    FLOAT(X, 29)                                                                                   \
    FLOAT(X, 30)                                                                                   \
    FLOAT(X, 31)                                                                                   \
    X("fcsr", UC_FCSR, 4, FCSR_CONTROL, 0x0a0b0110, 0x12140204)
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
    __asm__ volatile("movfcsr2gr %0, $fcsr0" : "=r"(control.fcsr));
    control.fcsr &= FCSR_CONTROL;
    return control;
}
static inline void set_fp_control(struct fp_control control) {
    __asm__ volatile("movgr2fcsr $fcsr0, %0" ::"r"(control.fcsr));
}
/* An exception that nothing raises, and a rounding mode. */
static const struct fp_control odd_fp_control[2] = {{0x0110}, {0x0204}};

/* ---- the whole state of interrupted code ------------------------------------ */

/* r1 to r31; for r0 the condition flags, one bit each, for r2 FCSR0; vectors. */
struct whole_state {
    unsigned long general[32];
    unsigned char vector[32][32];
};
/* Linux arch/loongarch/include/uapi/asm/hwcap.h: LSX, LASX */
static inline int state_variant(void) { return (int)(getauxval(AT_HWCAP) >> 4 & 3); }
static inline void ignore_in_state(struct whole_state *state) {
    static const int widths[4] = {8, 16, 32, 32};
    int width = widths[state_variant()];
    state->general[0] &= 0xff;
    state->general[2] &= FCSR_CONTROL | FCSR_STATUS;
    state->general[3] = 0; /* the stack pointer */
    for (int i = 0; i < 32; i++)
        memset(state->vector[i] + width, 0, sizeof state->vector[i] - (size_t)width);
}
static inline void choose_state(struct whole_state *want) {
    unsigned char *byte = (unsigned char *)want;
    for (unsigned i = 0; i < sizeof *want; i++)
        byte[i] = (unsigned char)(i * 7 + i / 256 + 1);
    want->general[0] = 0xb5;
    want->general[2] = 0x0a0b0110;
}
#define TRAP_SIGNAL SIGTRAP
/* break is what the program counter still points to. */
static inline void skip_trap(ucontext_t *context) { context->uc_mcontext.__pc += 4; }

#endif
