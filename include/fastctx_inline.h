/*
 * fastctx_inline.h: fastctx_switch() as inline assembly, so that the compiler
 * saves what it has in use at that place and nothing else.
 *
 * A switch out of line saves all the registers that a function has to preserve,
 * whether or not anybody uses them. This one saves four words in the fastctx_t:
 * the stack pointer, where to go on, the frame pointer and one register more.
 * All others it declares as overwritten, and the compiler keeps what it needs
 * in its own frame. See fastctx_inline(3).
 *
 * C and C++; gcc 9, clang 14 and later.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0
 */

#ifndef FASTCTX_INLINE_H
#define FASTCTX_INLINE_H

#include "fastctx.h"

#if !defined(__GNUC__) || !defined(__ELF__) || !defined(__LP64__)
#error "fastctx_inline.h: only for gcc and clang and 64-bit ELF targets; there is fastctx_switch()"
#endif

#define FASTCTX_INLINE static __inline__ __attribute__((__always_inline__))

/*
 * How the assembly is written, and why so:
 *
 * - Every register that is not saved is clobbered, whoever the calling convention
 *   gives it to. The target's extensions have more of them, below. Of the flags
 *   the compiler assumes nothing after assembly ("cc"), but for the direction
 *   flag: its code runs with that clear, here as on both sides of a call.
 * - The frame pointer (rbp, x29) cannot be clobbered where a function has one.
 *   rbx and x19 are where clang keeps the base of a frame that has objects of
 *   variable length beside over-aligned ones; clang 14 takes a clobber of it
 *   without a word and the base is lost. So these two are saved in the context,
 *   and loaded by the address that the resumer leaves in a register.
 * - Nothing is pushed: x86_64's leaf functions have variables below the stack
 *   pointer, in the 128 bytes of the red zone, and those stay as they are.
 * - The target's stack pointer is loaded before anything is stored: a load behind
 *   our own stores may have to wait for them. (x86_64: the address to jump to is
 *   predicted, and can wait; that saves an instruction.) So a switch to itself
 *   is a case apart: a comparison, and the compiler can often decide it.
 * - The label is numeric: the compiler may copy the assembly, when it inlines,
 *   unrolls or clones, and each copy must go to its own.
 * - At the label is a landing pad whatever the options are: those who jump there
 *   may run where landing pads are enforced.
 * - No unwind information: that of the function around holds everywhere but
 *   at the jump (the stack pointer is the other context's already) and at the
 *   landing (the frame pointer still is; and, where the frame is found by it, at
 *   the jump to here of a function out of line). Neither exceptions nor
 *   backtrace() start at those instructions; a debugger or a sampling profiler
 *   that stops there may see the other context's frames, or none. Directives could
 *   not mend it: the frame is the compiler's, and how it is described is not
 *   known here; and they are errors in functions that have no description.
 */
#define FASTCTX_INLINE_OFFSETS                                                                     \
    [sp] "i"(__builtin_offsetof(fastctx_t, sp)), [pc] "i"(__builtin_offsetof(fastctx_t, pc)),      \
        [fp] "i"(__builtin_offsetof(fastctx_t, reg)),                                              \
        [base] "i"(__builtin_offsetof(fastctx_t, reg) + sizeof(void *))

#if defined(__x86_64__)

/* Each of these names stands for the whole of a register: xmm0 for zmm0. */
#define FASTCTX_INLINE_GENERAL "rax", "rcx", "r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15",
#ifndef _SOFT_FLOAT
#define FASTCTX_INLINE_X87 "st", "st(1)", "st(2)", "st(3)", "st(4)", "st(5)", "st(6)", "st(7)",
#else
#define FASTCTX_INLINE_X87
#endif
#ifdef __MMX__
#define FASTCTX_INLINE_MMX "mm0", "mm1", "mm2", "mm3", "mm4", "mm5", "mm6", "mm7",
#else
#define FASTCTX_INLINE_MMX
#endif
#ifdef __SSE__
#define FASTCTX_INLINE_SSE                                                                         \
    "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9", "xmm10",       \
        "xmm11", "xmm12", "xmm13", "xmm14", "xmm15",
#else
#define FASTCTX_INLINE_SSE
#endif
/* clang knows these always; gcc where the whole file may use them. */
#if defined(__AVX512F__) || defined(__clang__)
#define FASTCTX_INLINE_AVX512                                                                      \
    "xmm16", "xmm17", "xmm18", "xmm19", "xmm20", "xmm21", "xmm22", "xmm23", "xmm24", "xmm25",      \
        "xmm26", "xmm27", "xmm28", "xmm29", "xmm30", "xmm31", "k0", "k1", "k2", "k3", "k4", "k5",  \
        "k6", "k7",
#else
#define FASTCTX_INLINE_AVX512
#endif
#if defined(__APX_F__) || defined(__EGPR__)
#define FASTCTX_INLINE_APX                                                                         \
    "r16", "r17", "r18", "r19", "r20", "r21", "r22", "r23", "r24", "r25", "r26", "r27", "r28",     \
        "r29", "r30", "r31",
#else
#define FASTCTX_INLINE_APX
#endif

/* The resumer leaves rsi = the context, rdx = the value, rsp; rdi = from, here
 * only. r8 stays: perhaps it still is the hint of the last switch out of line. */
FASTCTX_INLINE void *fastctx_inline_jump(fastctx_t *from, fastctx_t *to, void *value) {
    __asm__ __volatile__ __inline__(
        "movq %c[sp](%%rsi), %%r9\n\t"
        "leaq 1f(%%rip), %%rcx\n\t"
        "movq %%rsp, %c[sp](%%rdi)\n\t"
        "movq %%rcx, %c[pc](%%rdi)\n\t"
        "movq %%rbp, %c[fp](%%rdi)\n\t"
        "movq %%rbx, %c[base](%%rdi)\n\t"
        "movq %%r9, %%rsp\n\t"
        "jmp *%c[pc](%%rsi)\n"
        "1:\tendbr64\n\t"
        "movq %c[fp](%%rsi), %%rbp\n\t"
        "movq %c[base](%%rsi), %%rbx"
        : "+D"(from), "+S"(to), "+d"(value)
        : FASTCTX_INLINE_OFFSETS
        : FASTCTX_INLINE_GENERAL FASTCTX_INLINE_X87 FASTCTX_INLINE_MMX FASTCTX_INLINE_SSE
              FASTCTX_INLINE_AVX512 FASTCTX_INLINE_APX "cc",
          "memory");
    return value;
}

typedef struct fastctx_inline_fp_t {
    unsigned int mxcsr;
    unsigned short fpcw;
} fastctx_inline_fp_t;

FASTCTX_INLINE void fastctx_inline_save_fp(fastctx_inline_fp_t *fp) {
    __asm__ __volatile__("fnstcw %0\n\tstmxcsr %1" : "=m"(fp->fpcw), "=m"(fp->mxcsr));
}

/* An exception flag that was raised while masked would trap if the control word
 * unmasks it: then the flags are cleared. */
FASTCTX_INLINE void fastctx_inline_load_fp(const fastctx_inline_fp_t *fp) {
    if ((fp->fpcw & 0x3f) != 0x3f)
        __asm__ __volatile__("fnclex");
    __asm__ __volatile__("ldmxcsr %1\n\tfldcw %0" : : "m"(fp->fpcw), "m"(fp->mxcsr));
}

#undef FASTCTX_INLINE_GENERAL
#undef FASTCTX_INLINE_X87
#undef FASTCTX_INLINE_MMX
#undef FASTCTX_INLINE_SSE
#undef FASTCTX_INLINE_AVX512
#undef FASTCTX_INLINE_APX

#elif defined(__aarch64__)

/* x18 belongs to the platform on some; on Linux compilers use it as any other. */
#define FASTCTX_INLINE_GENERAL                                                                     \
    "x3", "x4", "x5", "x6", "x7", "x8", "x9", "x10", "x11", "x12", "x13", "x14", "x15", "x16",     \
        "x17", "x18", "x20", "x21", "x22", "x23", "x24", "x25", "x26", "x27", "x28", "x30",
/* All of a vector register, which the convention gives to the callee in halves:
 * a call leaves the low half of v8-v15 as it was. */
#define FASTCTX_INLINE_VECTORS                                                                     \
    "v0", "v1", "v2", "v3", "v4", "v5", "v6", "v7", "v8", "v9", "v10", "v11", "v12", "v13", "v14", \
        "v15", "v16", "v17", "v18", "v19", "v20", "v21", "v22", "v23", "v24", "v25", "v26", "v27", \
        "v28", "v29", "v30", "v31",
#ifdef __ARM_FEATURE_SVE
#define FASTCTX_INLINE_SVE                                                                         \
    "z0", "z1", "z2", "z3", "z4", "z5", "z6", "z7", "z8", "z9", "z10", "z11", "z12", "z13", "z14", \
        "z15", "z16", "z17", "z18", "z19", "z20", "z21", "z22", "z23", "z24", "z25", "z26", "z27", \
        "z28", "z29", "z30", "z31", "p0", "p1", "p2", "p3", "p4", "p5", "p6", "p7", "p8", "p9",    \
        "p10", "p11", "p12", "p13", "p14", "p15",
#else
#define FASTCTX_INLINE_SVE
#endif

/* The resumer leaves x1 = the context, x2 = the value, sp; x0 = from, here only.
 * x3 stays, whatever it is: a hint. hint #36 is `bti j`. */
FASTCTX_INLINE void *fastctx_inline_jump(fastctx_t *from, fastctx_t *to, void *value) {
    register fastctx_t *x0 __asm__("x0") = from;
    register fastctx_t *x1 __asm__("x1") = to;
    register void *x2 __asm__("x2") = value;
    __asm__ __volatile__ __inline__(
        "ldp x9, x16, [x1, #%c[sp]]\n\t"
        "adr x11, 1f\n\t"
        "mov x10, sp\n\t"
        "stp x10, x11, [x0, #%c[sp]]\n\t"
        "stp x29, x19, [x0, #%c[fp]]\n\t"
        "mov sp, x9\n\t"
        "br x16\n"
        "1:\thint #36\n\t"
        "ldp x29, x19, [x1, #%c[fp]]"
        : "+r"(x0), "+r"(x1), "+r"(x2)
        : FASTCTX_INLINE_OFFSETS
        : FASTCTX_INLINE_GENERAL FASTCTX_INLINE_VECTORS FASTCTX_INLINE_SVE "cc", "memory");
    return x2;
}

typedef struct fastctx_inline_fp_t {
    unsigned long fpcr;
} fastctx_inline_fp_t;

FASTCTX_INLINE void fastctx_inline_save_fp(fastctx_inline_fp_t *fp) {
    __asm__ __volatile__("mrs %0, fpcr" : "=r"(fp->fpcr));
}

/* Reading FPCR is cheap, setting it is not. */
FASTCTX_INLINE void fastctx_inline_load_fp(const fastctx_inline_fp_t *fp) {
    unsigned long fpcr;
    __asm__ __volatile__("mrs %0, fpcr" : "=r"(fpcr));
    if (fpcr != fp->fpcr)
        __asm__ __volatile__("msr fpcr, %0" : : "r"(fp->fpcr));
}

#undef FASTCTX_INLINE_GENERAL
#undef FASTCTX_INLINE_VECTORS
#undef FASTCTX_INLINE_SVE

#else
#error "fastctx_inline.h: no inline switch for this architecture; there is fastctx_switch()"
#endif

/**
 * As fastctx_switch(): saves the calling context in `from`, resumes `to` and
 * passes `value` to it; returns, when somebody resumes `from`, the value that
 * was passed then; returns `value` at once if `from` and `to` are the same.
 * Contexts suspended here, by the functions out of line and those that have not
 * run yet resume each other in any order.
 *
 * Always inlined, so it is the calling function's registers that are kept: those
 * in use, in its frame. It is faster than the call in a function that stays
 * and switches many times, a loop; a function that switches once and returns
 * has to preserve all that its caller may have in use, and that costs as much.
 *
 * FP control (rounding, traps), the signal mask and all else belong to the
 * thread. A function that uses it and may go on in another thread must not use
 * thread-local variables (errno is one): the compiler may keep their addresses.
 * gcc: in a function that has AVX-512 by an attribute, in a file that is
 * compiled without, use fastctx_switch().
 *
 * Async-signal-safe. Thread-safe as far as the contexts are different. Since 0.2.
 */
FASTCTX_INLINE void *fastctx_switch_inline(fastctx_t *from, fastctx_t *to, void *value) {
    return from == to ? value : fastctx_inline_jump(from, to, value);
}

/**
 * As fastctx_switch_inline(), and FP control goes with the calling context: it
 * has its own again when it is resumed, whatever others set meanwhile (x86_64:
 * MXCSR with the flags in it and the x87 control word; aarch64: FPCR). Compilers
 * may move arithmetic over it, as over fesetround(3).
 *
 * Async-signal-safe. Thread-safe as far as the contexts are different. Since 0.2.
 */
FASTCTX_INLINE void *fastctx_switch_inline_fp(fastctx_t *from, fastctx_t *to, void *value) {
    fastctx_inline_fp_t fp;
    if (from == to)
        return value;
    fastctx_inline_save_fp(&fp);
    value = fastctx_inline_jump(from, to, value);
    fastctx_inline_load_fp(&fp);
    return value;
}

#undef FASTCTX_INLINE_OFFSETS
#undef FASTCTX_INLINE

#endif /* FASTCTX_INLINE_H */
