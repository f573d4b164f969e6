/*
 * arch.h: what the tests ask of i386 (c-tests/arch/README.md says what each name
 * is).
 */
#ifndef ARCH_H
#define ARCH_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* before the first header */
#endif
#include "../../../asm/x86/layout.h"
#include "system_call.h"
#include <cpuid.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <ucontext.h>

/* ---- calls (Intel386 psABI 2.2.2, 2.2.3) ----------------------------------- */

#define STACK_ALIGNMENT 16
#define CALL_PUSHES 4
#define ENTRY_AREA 0
#define REGISTER_ARGUMENTS 0
#define RED_ZONE 0
#define CALLEE_SAVED "esi"
#define LANDING_PAD 0xf3, 0x0f, 0x1e, 0xfb /* endbr32 */
#define HAS_FRAME_POINTERS
#define HAS_SPLIT_STACKS

/* ---- a saved context ------------------------------------------------------ */

#define CONTEXT_PC(context) ((context)->uc_mcontext.gregs[REG_EIP])
#define CONTEXT_SP(context) ((context)->uc_mcontext.gregs[REG_ESP])
#define CONTEXT_FP(context) ((context)->uc_mcontext.gregs[REG_EBP])
#define CONTEXT_ARGUMENT(context, i) ((context)->uc_mcontext.gregs[REG_EAX + 0 * (i)])
#ifdef __GLIBC__
#define CONTEXT_X87_CONTROL(context) ((context)->uc_mcontext.fpregs->cw)
#else
#define CONTEXT_X87_CONTROL(context) (*(unsigned long *)(context)->uc_mcontext.fpregs)
#endif

static inline void begin_at(ucontext_t *context, void (*function)(void), void *top) {
    CONTEXT_PC(context) = (greg_t)(uintptr_t)function;
    CONTEXT_SP(context) = (greg_t)((uintptr_t)top - CALL_PUSHES);
}

/* ---- registers that a callee preserves ------------------------------------ */

#define REGISTERS(X)                                                                               \
    X("ebx", UC_EBX, 4, 0xffffffff, 0x11111111, 0xa1a1a1a1)                                        \
    X("esi", UC_ESI, 4, 0xffffffff, 0x22222222, 0xa2a2a2a2)                                        \
    X("edi", UC_EDI, 4, 0xffffffff, 0x33333333, 0xa3a3a3a3)                                        \
    X("ebp", UC_EBP, 4, 0xffffffff, 0x44444444, 0xa4a4a4a4)                                        \
    X("mxcsr", UC_MXCSR, 4, 0xffc0, 0xdf80, 0x3f80)                                                \
    X("x87 control word", UC_FPCW, 2, 0xffff, 0x0a77, 0x0677) /* one exception unmasked */
enum { NATIVE_REGISTERS = 4, NATIVE_FP_CONTROL = 8 };
static const int native_frame[] = {8, 4, 0, 12, -8, -4};

/* Two words of a coroutine's stack have the control words. */
#define FP_CONTROL_WAITS
static inline int fp_control_waits(const void *at, int i, const uint64_t *pattern) {
    uint64_t words;
    (void)i;
    memcpy(&words, at, sizeof words);
    return ((words ^ pattern[4]) & 0xffc0) == 0 && ((words >> 32 ^ pattern[5]) & 0xffff) == 0;
}
static inline void lose_fp_control(void *at, int i) {
    unsigned char *mxcsr = (unsigned char *)at, *x87 = mxcsr + 4;
    if (i == 4)
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

/* 7 general registers and the flags, 8 vector registers of 32 bytes, x87's top of
 * stack (two words) and control word. */
struct whole_state {
    unsigned long general[8];
    unsigned char vector[8][32];
    unsigned long x87[3];
};
/* Whether there are ymm registers (Intel SDM, volume 1, 14.3). */
static inline int state_variant(void) {
    const unsigned osxsave_and_avx = 3u << 27, xmm_and_ymm = 6;
    unsigned a, b, c, d, state;
    if (!__get_cpuid(1, &a, &b, &c, &d) || (c & osxsave_and_avx) != osxsave_and_avx)
        return 0;
    __asm__("xgetbv" : "=a"(state), "=d"(d) : "c"(0));
    return (state & xmm_and_ymm) == xmm_and_ymm;
}
static inline void choose_state(struct whole_state *want) {
    unsigned char *byte = (unsigned char *)want;
    for (unsigned i = 0; i < sizeof *want; i++)
        byte[i] = (unsigned char)(i * 7 + i / 256 + 1);
    want->general[7] = 0xcd7; /* OF DF SF ZF AF PF CF, and those that are always set */
    double x87 = 2.75;
    memcpy(&want->x87[0], &x87, sizeof x87);
    want->x87[2] = 0x0b7f;
    if (!state_variant())
        for (int i = 0; i < 8; i++)
            memset(want->vector[i] + 16, 0, 16);
}
/* The flags that user code can set. */
static inline void ignore_in_state(struct whole_state *state) { state->general[7] &= 0xcd5; }
#define TRAP_SIGNAL SIGTRAP
/* int3 has been passed when the signal is delivered. */
static inline void skip_trap(ucontext_t *context) { (void)context; }

/* ---- for the tests of x86 alone ---------------------------------------------- */

/* From the next instruction but one on, each raises SIGTRAP, or none. */
static inline __attribute__((always_inline)) void set_trap_flag(long on) {
    __asm__ volatile("pushfl\n\tandl $~0x100, (%%esp)\n\torl %0, (%%esp)\n\tpopfl" ::"r"(on << 8)
                     : "memory", "cc");
}
/* mov (%esp), ...; ret: the compiler's way to find out where it is, which has unwind
 * information or not, as it happens. */
static inline int is_thunk(const char *pc) {
    return (pc[0] == '\x8b' && memcmp(pc + 2, "\x24\xc3", 2) == 0) ||
           (pc[-3] == '\x8b' && memcmp(pc - 1, "\x24\xc3", 2) == 0);
}
/* General registers in the order of REGISTERS, by their numbers in DWARF. */
static const int dwarf_numbers[] = {3, 6, 7, 5};
/* void kill_thread(process, thread): tgkill with SIGUSR1, as a function of its own. */
#define KILL_THREAD                                                                                \
    "kill_thread: .cfi_startproc\n\t"                                                              \
    "pushl %ebx\n\t.cfi_def_cfa_offset 8\n\t.cfi_offset ebx, -8\n\t"                               \
    "movl 8(%esp), %ebx\n\tmovl 12(%esp), %ecx\n\tmovl $10, %edx\n\tmovl $270, %eax\n\t"           \
    "int $0x80\n\t"                                                                                \
    "popl %ebx\n\t.cfi_def_cfa_offset 4\n\t.cfi_restore ebx\n\tret\n\t.cfi_endproc\n"

#endif
