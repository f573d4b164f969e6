/*
 * arch.h: what the tests ask of x86_64 (c-tests/arch/README.md says what each
 * name is).
 */
#ifndef ARCH_H
#define ARCH_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* before the first header */
#endif
#include "../../../asm/x86_64/layout.h"
#include "system_call.h"
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <ucontext.h>

/* ---- calls (psABI 3.2.2, 3.2.3) ------------------------------------------ */

#define STACK_ALIGNMENT 16
#define CALL_PUSHES 8
#define ENTRY_AREA 0
#define REGISTER_ARGUMENTS 6
#define RED_ZONE 128
#define CALLEE_SAVED "r12"
#define LANDING_PAD 0xf3, 0x0f, 0x1e, 0xfa /* endbr64 */
#define HAS_FRAME_POINTERS
#define HAS_SPLIT_STACKS

/* ---- a saved context ------------------------------------------------------ */

#define CONTEXT_PC(context) ((context)->uc_mcontext.gregs[REG_RIP])
#define CONTEXT_SP(context) ((context)->uc_mcontext.gregs[REG_RSP])
#define CONTEXT_FP(context) ((context)->uc_mcontext.gregs[REG_RBP])
static const int argument_registers[] = {REG_RDI, REG_RSI, REG_RDX, REG_RCX, REG_R8, REG_R9};
#define CONTEXT_ARGUMENT(context, i) ((context)->uc_mcontext.gregs[argument_registers[i]])
#define CONTEXT_X87_CONTROL(context) ((context)->uc_mcontext.fpregs->cwd)

static inline void begin_at(ucontext_t *context, void (*function)(void), void *top) {
    CONTEXT_PC(context) = (greg_t)(uintptr_t)function;
    CONTEXT_SP(context) = (greg_t)(uintptr_t)top - CALL_PUSHES;
}

/* ---- registers that a callee preserves ------------------------------------ */

#define REGISTERS(X)                                                                               \
    X("rbx", UC_RBX, 8, ~0ull, 0x1111111111111111, 0xa1a1a1a1a1a1a1a1)                             \
    X("rbp", UC_RBP, 8, ~0ull, 0x2222222222222222, 0xa2a2a2a2a2a2a2a2)                             \
    X("r12", UC_R12, 8, ~0ull, 0x3333333333333333, 0xa3a3a3a3a3a3a3a3)                             \
    X("r13", UC_R13, 8, ~0ull, 0x4444444444444444, 0xa4a4a4a4a4a4a4a4)                             \
    X("r14", UC_R14, 8, ~0ull, 0x5555555555555555, 0xa5a5a5a5a5a5a5a5)                             \
    X("r15", UC_R15, 8, ~0ull, 0x6666666666666666, 0xa6a6a6a6a6a6a6a6)                             \
    X("mxcsr", UC_MXCSR, 4, 0xffc0, 0xdf80, 0x3f80)                                                \
    X("x87 control word", UC_FPCW, 2, 0xffff, 0x0a77, 0x0677) /* one exception unmasked */
#define NATIVE_SHADOW 8
#define NATIVE_FP_SHADOW 8
enum { NATIVE_REGISTERS = 6, NATIVE_FP_CONTROL = 8 };
static const int native_frame[] = {32, 40, 24, 16, 8, 0, -8, -4};

/* One word of a coroutine's stack has both control words. */
#define FP_CONTROL_WAITS
static inline int fp_control_waits(const void *at, int i, const uint64_t *pattern) {
    uint64_t word;
    (void)i;
    memcpy(&word, at, sizeof word);
    return ((word ^ pattern[6]) & 0xffc0) == 0 && ((word >> 32 ^ pattern[7]) & 0xffff) == 0;
}
static inline void lose_fp_control(void *at, int i) {
    unsigned char *mxcsr = (unsigned char *)at, *x87 = mxcsr + 4;
    if (i == 6)
        mxcsr[1] ^= 0xe0; /* the difference of the two patterns */
    else
        x87[1] ^= 0x0c;
}

/* ---- FP control ------------------------------------------------------------ */

#define HAS_FP_CONTROL
#define HAS_FP_TRAPS
struct fp_control {
    unsigned int mxcsr;
    unsigned int x87;
};
static inline struct fp_control get_fp_control(void) {
    unsigned int mxcsr;
    unsigned short x87;
    __asm__ volatile("stmxcsr %0\n\tfnstcw %1" : "=m"(mxcsr), "=m"(x87));
    return (struct fp_control){mxcsr & 0xffc0, x87}; /* without the exception flags */
}
static inline void set_fp_control(struct fp_control control) {
    unsigned short x87 = (unsigned short)control.x87;
    __asm__ volatile("ldmxcsr %0\n\tfldcw %1" ::"m"(control.mxcsr), "m"(x87));
}
/* Flush to zero and a rounding mode; for the x87 unit a precision too. */
static const struct fp_control odd_fp_control[2] = {{0x9f80 | 0x4000, 0x0a7f}, {0x1fc0, 0x077f}};

/* x87's only: MXCSR's flags travel with its control bits. */
#define HAS_FP_FLAGS
static inline int raised_fp_flags(void) {
    unsigned short status;
    __asm__ volatile("fnstsw %0" : "=m"(status));
    return status; /* fenv.h has the bits so too */
}

/* ---- the whole state of interrupted code ----------------------------------- */

/*
 * 15 general registers and the flags, 16 vector registers of 32 bytes, x87's top
 * of stack and control word, the 128 bytes of the red zone.
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
static inline int state_variant(void) { return __builtin_cpu_supports("avx"); }
#define TRAP_SIGNAL SIGTRAP
/* int3 has been passed when the signal is delivered. */
static inline void skip_trap(ucontext_t *context) { (void)context; }

/* ---- for the tests of x86 alone ---------------------------------------------- */

/* From the next instruction but one on, each raises SIGTRAP, or none. */
static inline __attribute__((always_inline)) void set_trap_flag(long on) {
    __asm__ volatile("lea -128(%%rsp), %%rsp\n\tpushfq\n\tandq $~0x100, (%%rsp)\n\torq %0, (%%rsp)"
                     "\n\tpopfq\n\tlea 128(%%rsp), %%rsp" ::"r"(on << 8)
                     : "memory", "cc");
}
static inline int is_thunk(const char *pc) { return (void)pc, 0; } /* i386's */
/* General registers in the order of REGISTERS, by their numbers in DWARF. */
static const int dwarf_numbers[] = {3, 6, 12, 13, 14, 15};
/* void kill_thread(process, thread): tgkill with SIGUSR1, as a function of its own. */
#define KILL_THREAD                                                                                \
    "kill_thread: .cfi_startproc\n\t"                                                              \
    "movl $10, %edx\n\tmovl $234, %eax\n\tsyscall\n\tret\n\t.cfi_endproc\n"

#endif
