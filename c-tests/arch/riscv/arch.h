/*
 * arch.h: what the tests ask of RISC-V (c-tests/arch/README.md says what each
 * name is).
 */
#ifndef ARCH_H
#define ARCH_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* before the first header */
#endif
#include "../../../asm/riscv/layout.h"
#include "system_call.h"
#ifndef FREESTANDING
#include <signal.h>
#endif
#include <stdint.h>
#if __has_include(<string.h>)
#include <string.h>
#endif
#include <ucontext.h>

/* ---- calls (psABI, "Integer Calling Convention") ---------------------------- */

#define STACK_ALIGNMENT 16
#define CALL_PUSHES 0
#define ENTRY_AREA 0
#define REGISTER_ARGUMENTS 8
#define RESULT_IN_FIRST_ARGUMENT
#define RED_ZONE 0
#define CALLEE_SAVED "s2"
#define HAS_FRAME_POINTERS
#define FRAME_RECORD (-2) /* "Frame Pointer Convention": s0 points behind the record */

/* ---- a saved context --------------------------------------------------------- */

#define CONTEXT_WORD(context, offset) (*(unsigned long *)((char *)(context) + (offset)))
#define CONTEXT_PC(context) CONTEXT_WORD(context, UC_PC)
#define CONTEXT_SP(context) CONTEXT_WORD(context, UC_SP)
#define CONTEXT_FP(context) CONTEXT_WORD(context, UC_S0)
#define CONTEXT_ARGUMENT(context, i) CONTEXT_WORD(context, UC_A0 + (UC_A1 - UC_A0) * (i))

static inline void begin_at(ucontext_t *context, void (*function)(void), void *top) {
    CONTEXT_PC(context) = (uintptr_t)function;
    CONTEXT_SP(context) = (uintptr_t)top;
}

/* ---- registers that a callee preserves --------------------------------------- */

#define WORD (__riscv_xlen / 8)
#define WORD_MASK (~0ull >> (64 - __riscv_xlen))
#define GENERAL(X, n)                                                                              \
    X("s" #n, UC_S##n, WORD, WORD_MASK, 0x1111111111111100 + n, 0xa1a1a1a1a1a1a100 + n)
/* gdb's name of s0 is fp. */
#define GENERAL_REGISTERS(X)                                                                       \
    X("fp", UC_S0, WORD, WORD_MASK, 0x1111111111111100, 0xa1a1a1a1a1a1a100)                        \
    GENERAL(X, 1)                                                                                  \
    GENERAL(X, 2)                                                                                  \
    GENERAL(X, 3)                                                                                  \
    GENERAL(X, 4)                                                                                  \
    GENERAL(X, 5)                                                                                  \
    GENERAL(X, 6)                                                                                  \
    GENERAL(X, 7)                                                                                  \
    GENERAL(X, 8)                                                                                  \
    GENERAL(X, 9)                                                                                  \
    GENERAL(X, 10)                                                                                 \
    GENERAL(X, 11)
#define FP_MASK (~0ull >> (64 - 8 * FP_REGISTER_SIZE))
#define FP(X, n, offset)                                                                           \
    X("fs" #n, offset, FP_REGISTER_SIZE, FP_MASK, 0x2222222222222200 + n, 0xb2b2b2b2b2b2b200 + n)
#if HAS_FP_REGISTERS
#define FP_REGISTERS(X)                                                                            \
    FP(X, 0, UC_FS0)                                                                               \
    FP(X, 1, UC_FS0 + FP_REGISTER_SIZE)                                                            \
    FP(X, 2, UC_FS2)                                                                               \
    FP(X, 3, UC_FS2 + FP_REGISTER_SIZE)                                                            \
    FP(X, 4, UC_FS2 + 2 * FP_REGISTER_SIZE)                                                        \
    FP(X, 5, UC_FS2 + 3 * FP_REGISTER_SIZE)                                                        \
    FP(X, 6, UC_FS2 + 4 * FP_REGISTER_SIZE)                                                        \
    FP(X, 7, UC_FS2 + 5 * FP_REGISTER_SIZE)                                                        \
    FP(X, 8, UC_FS2 + 6 * FP_REGISTER_SIZE)                                                        \
    FP(X, 9, UC_FS2 + 7 * FP_REGISTER_SIZE)                                                        \
    FP(X, 10, UC_FS2 + 8 * FP_REGISTER_SIZE)                                                       \
    FP(X, 11, UC_FS2 + 9 * FP_REGISTER_SIZE)
enum { NATIVE_REGISTERS = 24 };
#else
#define FP_REGISTERS(X)
enum { NATIVE_REGISTERS = 12 };
#endif
#if HAS_FP_CONTROL
#define FP_CONTROL(X) X("frm", UC_FCSR, 4, 0xe0, 0x20, 0x40)
#else
#define FP_CONTROL(X)
#endif
#define REGISTERS(X) GENERAL_REGISTERS(X) FP_REGISTERS(X) FP_CONTROL(X)

/* The frame (asm/riscv/native.h) from its top down: general registers behind ra, then
 * FP registers; frm, in its place in fcsr, is at the stack pointer. */
#if HAS_FP_REGISTERS && __riscv_xlen + 8 * FP_REGISTER_SIZE == 128
enum { NATIVE_FRAME = 208, FP_TOP = 104 };
#elif HAS_FP_REGISTERS && __riscv_xlen + 8 * FP_REGISTER_SIZE == 64
enum { NATIVE_FRAME = 112, FP_TOP = 52 };
#elif HAS_FP_REGISTERS && __riscv_xlen == 64
enum { NATIVE_FRAME = 160, FP_TOP = 104 };
#elif HAS_FP_REGISTERS
enum { NATIVE_FRAME = 160, FP_TOP = 56 };
#elif __riscv_xlen == 64
enum { NATIVE_FRAME = 112 };
#else
enum { NATIVE_FRAME = 64 };
#endif
enum { NATIVE_FP_CONTROL = 0 };
#define AT_S(n) NATIVE_FRAME - (n + 2) * WORD
#define AT_FS(n) NATIVE_FRAME - FP_TOP - (n + 1) * FP_REGISTER_SIZE
static const int native_frame[] = {AT_S(0),  AT_S(1),  AT_S(2),  AT_S(3),  AT_S(4),   AT_S(5),
                                   AT_S(6),  AT_S(7),  AT_S(8),  AT_S(9),  AT_S(10),  AT_S(11),
#if HAS_FP_REGISTERS
                                   AT_FS(0), AT_FS(1), AT_FS(2), AT_FS(3), AT_FS(4),  AT_FS(5),
                                   AT_FS(6), AT_FS(7), AT_FS(8), AT_FS(9), AT_FS(10), AT_FS(11),
#endif
                                   0};

/* ---- FP control --------------------------------------------------------------- */

#if HAS_FP_CONTROL
struct fp_control {
    unsigned long frm;
};
static inline struct fp_control get_fp_control(void) {
    struct fp_control control;
    __asm__ volatile("frrm %0" : "=r"(control.frm));
    return control;
}
static inline void set_fp_control(struct fp_control control) {
    __asm__ volatile("fsrm %0" ::"r"(control.frm));
}
/* To zero; down. */
static const struct fp_control odd_fp_control[2] = {{1}, {2}};

/* So small a word may be anything: that one that has the last general or FP register
 * of its frame above it. */
#define FP_CONTROL_WAITS
static inline int fp_control_waits(const void *at, int i, const uint64_t *pattern) {
    uint32_t frm;
    unsigned long above;
    __builtin_memcpy(&frm, at, sizeof frm);
    __builtin_memcpy(&above, (const char *)at + native_frame[i - 1], sizeof above);
    return frm == pattern[i] && above == (unsigned long)pattern[i - 1];
}
static inline void lose_fp_control(void *at, int i) {
    (void)i;
    *(uint32_t *)at ^= 0x20 ^ 0x40;
}
#else
#undef HAS_FP_CONTROL
#endif

/* ---- the whole state of interrupted code -------------------------------------- */

/* x0 to x31, f0 to f31, fcsr. */
struct whole_state {
    unsigned long general[32];
    uint64_t fp[32];
    unsigned long fcsr;
};
static inline void ignore_in_state(struct whole_state *state) {
    static const int not_ours[] = {0, 2, 3, 4}; /* sp, gp, tp */
    for (int i = 0; i < 4; i++)
        state->general[not_ours[i]] = 0;
}
static inline void choose_state(struct whole_state *want) {
    unsigned char *byte = (unsigned char *)want;
    for (unsigned i = 0; i < sizeof *want; i++)
        byte[i] = (unsigned char)(i * 7 + i / 256 + 1);
    want->fcsr = 0x55; /* down, and some of the exception flags */
}
static inline int state_variant(void) { return 0; }
#define TRAP_SIGNAL SIGTRAP
/* ebreak is what the program counter still points to. */
static inline void skip_trap(ucontext_t *context) { CONTEXT_PC(context) += 4; }

#endif
