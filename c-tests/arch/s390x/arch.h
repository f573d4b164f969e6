/*
 * arch.h: what the tests ask of s390x (c-tests/arch/README.md says what each
 * name is).
 */
#ifndef ARCH_H
#define ARCH_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* before the first header */
#endif
#include "../../../asm/s390x/layout.h"
#include "system_call.h"
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/auxv.h>
#include <ucontext.h>

/* ---- calls (zSeries ELF ABI supplement, "Function Calling Sequence") --------- */

#define STACK_ALIGNMENT 8
#define CALL_PUSHES 0
#define ENTRY_AREA 160
#define REGISTER_ARGUMENTS 5
#define RESULT_IN_FIRST_ARGUMENT
#define RED_ZONE 0
#define CALLEE_SAVED "r8"
#define HAS_SPLIT_STACKS
/* No HAS_FRAME_POINTERS: frames are chained only in programs compiled for it. */

/* ---- a saved context --------------------------------------------------------- */

/* glibc's contexts have no other program counter. */
#define CONTEXT_PC(context) ((context)->uc_mcontext.gregs[14])
#define CONTEXT_SP(context) ((context)->uc_mcontext.gregs[15])
#define CONTEXT_ARGUMENT(context, i) ((context)->uc_mcontext.gregs[2 + (i)])

static inline void begin_at(ucontext_t *context, void (*function)(void), void *top) {
    CONTEXT_PC(context) = (uintptr_t)function;
    CONTEXT_SP(context) = (uintptr_t)top - ENTRY_AREA;
}

/* ---- registers that a callee preserves ---------------------------------------- */

#define GENERAL(X, n)                                                                              \
    X("r" #n, UC_R2 + 8 * (n - 2), 8, ~0ull, 0x1111111111111100 + n, 0xa1a1a1a1a1a1a100 + n)
#define FLOATING(X, n)                                                                             \
    X("f" #n, UC_F8 + 8 * (n - 8), 8, ~0ull, 0x2222222222222200 + n, 0xb2b2b2b2b2b2b200 + n)
/* FPC: the masks of two exceptions that nothing raises, and both rounding modes. */
#define REGISTERS(X)                                                                               \
    GENERAL(X, 6)                                                                                  \
    GENERAL(X, 7)                                                                                  \
    GENERAL(X, 8)                                                                                  \
    GENERAL(X, 9)                                                                                  \
    GENERAL(X, 10)                                                                                 \
    GENERAL(X, 11)                                                                                 \
    GENERAL(X, 12)                                                                                 \
    GENERAL(X, 13)                                                                                 \
    FLOATING(X, 8)                                                                                 \
    FLOATING(X, 9)                                                                                 \
    FLOATING(X, 10)                                                                                \
    FLOATING(X, 11)                                                                                \
    FLOATING(X, 12)                                                                                \
    FLOATING(X, 13)                                                                                \
    FLOATING(X, 14)                                                                                \
    FLOATING(X, 15)                                                                                \
    X("fpc", UC_FPC, 4, FPC_CONTROL, 0x40000031, 0x20000052)
enum { NATIVE_REGISTERS = 16, NATIVE_FP_CONTROL = 0 };
static const int native_frame[] = {48, 56, 64, 72,  80,  88,  96,  104, 16,
                                   24, 32, 40, 128, 136, 144, 152, 8};

/* ---- FP control ---------------------------------------------------------------- */

#define HAS_FP_CONTROL
#define HAS_FP_TRAPS
struct fp_control {
    uint32_t fpc;
};
static inline struct fp_control get_fp_control(void) {
    unsigned long fpc;
    __asm__ volatile("efpc %0" : "=d"(fpc));
    return (struct fp_control){(uint32_t)fpc & FPC_CONTROL};
}
static inline void set_fp_control(struct fp_control control) {
    __asm__ volatile("sfpc %0" ::"d"((unsigned long)control.fpc));
}
/* Rounding modes, and the mask of an exception that nothing raises. */
static const struct fp_control odd_fp_control[2] = {{0x40000011}, {0x00000062}};

/* ---- the whole state of interrupted code ---------------------------------------- */

/*
 * r0 to r14, the condition code and the program mask, FPC, the access registers
 * but the thread pointer, 32 vector registers.
 */
struct whole_state {
    unsigned long general[15];
    unsigned long flags;
    unsigned long fpc;
    unsigned int access[14];
    unsigned char vector[32][16];
};
#define HWCAP_VECTOR 2048 /* HWCAP_S390_VXRS (Linux arch/s390/include/asm/elf.h) */
static inline int state_variant(void) { return (getauxval(AT_HWCAP) & HWCAP_VECTOR) != 0; }
static inline void choose_state(struct whole_state *want) {
    unsigned char *byte = (unsigned char *)want;
    for (unsigned i = 0; i < sizeof *want; i++)
        byte[i] = (unsigned char)(i * 7 + i / 256 + 1);
    want->flags = 0x21000000ul; /* condition code 2; HFP significance */
    want->fpc = 0x40180031ul;   /* control, and two flags */
    if (!state_variant()) {
        memset(want->vector[16], 0, 16 * 16);
        for (int i = 0; i < 16; i++)
            memset(want->vector[i] + 8, 0, 8);
    }
}
static inline void ignore_in_state(struct whole_state *state) {
#ifdef EMULATED
    /* qemu (7.2 to 10.1, linux-user/s390x/signal.c) leaves the condition code out of
     * the frames of signals. */
    state->flags &= ~0x30000000ul;
#else
    (void)state;
#endif
}
#define CLONE_STACK_FIRST /* Linux arch/Kconfig, CLONE_BACKWARDS2 */
#define TRAP_SIGNAL SIGILL
/* The trap has been passed when the signal is delivered. */
static inline void skip_trap(ucontext_t *context) { (void)context; }

#endif
