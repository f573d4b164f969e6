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

#if !defined(__GNUC__) || !defined(__ELF__)
#error "fastctx_inline.h: only for gcc and clang and ELF targets; there is fastctx_switch()"
#endif
#if (defined(__x86_64__) || defined(__aarch64__)) && !defined(__LP64__)
#error "fastctx_inline.h: not for x32 and the like; there is fastctx_switch()"
#endif

#define FASTCTX_INLINE static __inline__ __attribute__((__always_inline__))

/*
 * How the assembly is written, and why so:
 *
 * - Every register that is not saved is clobbered, whoever the calling convention
 *   gives it to. The target's extensions have more of them, below. Of the flags
 *   the compiler assumes nothing after assembly ("cc"), but for the direction
 *   flag: its code runs with that clear, here as on both sides of a call.
 * - The frame pointer (rbp, x29, s0) cannot be clobbered where a function has one.
 *   rbx, x19 and s1 are where clang keeps the base of a frame that has objects of
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

#ifdef FASTCTX_SANITIZED

/* Sanitizers are to be told of the switch, and do not count nanoseconds. */
#define FASTCTX_INLINE_IS_A_CALL
#define fastctx_inline_jump fastctx_switch

#elif defined(__x86_64__)

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

/*
 * Compiled for shadow stacks (-fcf-protection=return or full), and they are on: the
 * shadow stack pointer is kept in the frame, and where the context goes on is another
 * place, where it is loaded again, by the token that was left on that shadow stack.
 * See docs/shadow-stacks.md.
 */
#if defined(__CET__) && (__CET__ & 2)
#define FASTCTX_INLINE_SHADOW unsigned long shadow;
#define FASTCTX_INLINE_SHADOW_OPERAND , [shadow] "=m"(shadow)
#define FASTCTX_INLINE_SHADOW_LEAVE                                                                \
    "xorl %%eax, %%eax\n\t"                                                                        \
    "rdsspq %%rax\n\t"                                                                             \
    "testq %%rax, %%rax\n\t"                                                                       \
    "jnz 3f\n"                                                                                     \
    "2:\t"
#define FASTCTX_INLINE_SHADOW_COME                                                                 \
    "3:\tmovq %%rax, %[shadow]\n\t"                                                                \
    "leaq 4f(%%rip), %%rcx\n\t"                                                                    \
    "movq %%rcx, %c[pc](%%rdi)\n\t"                                                                \
    "jmp 2b\n"                                                                                     \
    "4:\tendbr64\n\t"                                                                              \
    "movq %c[fp](%%rsi), %%rbp\n\t"                                                                \
    "movq %c[base](%%rsi), %%rbx\n\t"                                                              \
    "movq %[shadow], %%rcx\n\t"                                                                    \
    "rdsspq %%rax\n\t"                                                                             \
    "cmpq %%rcx, %%rax\n\t"                                                                        \
    "je 5f\n\t"                                                                                    \
    "rstorssp -8(%%rcx)\n\t"                                                                       \
    "saveprevssp\n\t"                                                                              \
    "jmp 5f\n"
#define FASTCTX_INLINE_SHADOW_END "\n5:"
#else
#define FASTCTX_INLINE_SHADOW
#define FASTCTX_INLINE_SHADOW_OPERAND
#define FASTCTX_INLINE_SHADOW_LEAVE
#define FASTCTX_INLINE_SHADOW_COME
#define FASTCTX_INLINE_SHADOW_END
#endif

/* The resumer leaves rsi = the context, rdx = the value, rsp; rdi = from, here
 * only. r8 stays: perhaps it still is the hint of the last switch out of line. */
FASTCTX_INLINE void *fastctx_inline_jump(fastctx_t *from, fastctx_t *to, void *value) {
    FASTCTX_INLINE_SHADOW
    __asm__ __volatile__ __inline__(
        "movq %c[sp](%%rsi), %%r9\n\t"
        "leaq 1f(%%rip), %%rcx\n\t"
        "movq %%rsp, %c[sp](%%rdi)\n\t"
        "movq %%rcx, %c[pc](%%rdi)\n\t"
        "movq %%rbp, %c[fp](%%rdi)\n\t"
        "movq %%rbx, %c[base](%%rdi)\n\t" FASTCTX_INLINE_SHADOW_LEAVE "movq %%r9, %%rsp\n\t"
        "jmp *%c[pc](%%rsi)\n" FASTCTX_INLINE_SHADOW_COME "1:\tendbr64\n\t"
        "movq %c[fp](%%rsi), %%rbp\n\t"
        "movq %c[base](%%rsi), %%rbx" FASTCTX_INLINE_SHADOW_END
        : "+D"(from), "+S"(to), "+d"(value)FASTCTX_INLINE_SHADOW_OPERAND:FASTCTX_INLINE_OFFSETS
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
#undef FASTCTX_INLINE_SHADOW
#undef FASTCTX_INLINE_SHADOW_OPERAND
#undef FASTCTX_INLINE_SHADOW_LEAVE
#undef FASTCTX_INLINE_SHADOW_COME
#undef FASTCTX_INLINE_SHADOW_END

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

/*
 * Compiled for guarded control stacks (-mbranch-protection=gcs), and they are on: as
 * x86_64's shadow stacks, above, but the pointer is pushed: nothing is below the stack
 * pointer here, and clang has no register left to find a place in the frame by. Instructions
 * by what older assemblers call them: hint #40 is `chkfeat x16`, s3_3_c2_c5_1 gcspr_el0,
 * the two others are gcsss1 and gcsss2.
 */
#ifdef __ARM_FEATURE_GCS_DEFAULT
#define FASTCTX_INLINE_SHADOW_LEAVE                                                                \
    "mov x17, x16\n\t"                                                                             \
    "mov x16, #1\n\t"                                                                              \
    "hint #40\n\t"                                                                                 \
    "tbz x16, #0, 3f\n"                                                                            \
    "2:\tmov x16, x17\n\t"
#define FASTCTX_INLINE_SHADOW_COME                                                                 \
    "3:\tmrs x10, s3_3_c2_c5_1\n\t"                                                                \
    "str x10, [sp, #-16]!\n\t"                                                                     \
    "adr x11, 4f\n\t"                                                                              \
    "mov x10, sp\n\t"                                                                              \
    "stp x10, x11, [x0, #%c[sp]]\n\t"                                                              \
    "b 2b\n"                                                                                       \
    "4:\thint #36\n\t"                                                                             \
    "ldr x10, [sp], #16\n\t"                                                                       \
    "mrs x11, s3_3_c2_c5_1\n\t"                                                                    \
    "cmp x10, x11\n\t"                                                                             \
    "b.eq 5f\n\t"                                                                                  \
    "sub x10, x10, #8\n\t"                                                                         \
    "sys #3, c7, c7, #2, x10\n\t"                                                                  \
    "sysl xzr, #3, c7, c7, #3\n\t"                                                                 \
    "b 5f\n"
#define FASTCTX_INLINE_SHADOW_END "5:\t"
#else
#define FASTCTX_INLINE_SHADOW_LEAVE
#define FASTCTX_INLINE_SHADOW_COME
#define FASTCTX_INLINE_SHADOW_END
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
        "stp x29, x19, [x0, #%c[fp]]\n\t" FASTCTX_INLINE_SHADOW_LEAVE "mov sp, x9\n\t"
        "br x16\n" FASTCTX_INLINE_SHADOW_COME "1:\thint #36\n" FASTCTX_INLINE_SHADOW_END
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
#undef FASTCTX_INLINE_SHADOW_LEAVE
#undef FASTCTX_INLINE_SHADOW_COME
#undef FASTCTX_INLINE_SHADOW_END

#elif defined(__arm__)

/*
 * r7 and r11 may be the frame pointer, r6 the base of a frame, and r9 is the
 * platform's where a platform wants it. They go on the stack, for nothing is below
 * the stack pointer here.
 *
 * What is compiled without an FPU does not know of d8-d15, which others may have in
 * use in the same process: on Linux that is left to the switch out of line, which
 * finds out whether there are any. So it is in Thumb code without Thumb-2.
 */
#if defined(__ARM_FP) && !defined(__SOFTFP__)
#define FASTCTX_INLINE_KNOWS_VFP
#endif
#if (defined(FASTCTX_INLINE_KNOWS_VFP) || !defined(__linux__)) &&                                  \
    (defined(__thumb2__) || !defined(__thumb__))

#define FASTCTX_INLINE_GENERAL "r3", "r4", "r5", "r8", "r10", "r12", "lr",
#ifdef FASTCTX_INLINE_KNOWS_VFP
#define FASTCTX_INLINE_VFP                                                                         \
    "d0", "d1", "d2", "d3", "d4", "d5", "d6", "d7", "d8", "d9", "d10", "d11", "d12", "d13", "d14", \
        "d15",
#else
#define FASTCTX_INLINE_VFP
#endif
/* The upper half comes with Neon. gcc can be told of it where it is not used, too; clang
 * warns then: with -mfpu=vfpv3, the upper half and no Neon, use fastctx_switch(). */
#if defined(FASTCTX_INLINE_KNOWS_VFP) && (defined(__ARM_NEON) || !defined(__clang__))
#define FASTCTX_INLINE_UPPER                                                                       \
    "d16", "d17", "d18", "d19", "d20", "d21", "d22", "d23", "d24", "d25", "d26", "d27", "d28",     \
        "d29", "d30", "d31",
#else
#define FASTCTX_INLINE_UPPER
#endif
/* FPSCR's condition flags, which clang never has in use from one statement to another. */
#if defined(FASTCTX_INLINE_KNOWS_VFP) && !defined(__clang__)
#define FASTCTX_INLINE_VFP_FLAGS "vfpcc",
#else
#define FASTCTX_INLINE_VFP_FLAGS
#endif
/* An address is Thumb code's if its bit 0 is set. */
#ifdef __thumb__
#define FASTCTX_INLINE_ADDRESS "adr.w r5, 1f\n\torr r5, r5, #1\n\t"
#else
#define FASTCTX_INLINE_ADDRESS "adr r5, 1f\n\t"
#endif

/* The resumer leaves r1 = the context, r2 = the value, sp; r0 = from, here only. */
FASTCTX_INLINE void *fastctx_inline_jump(fastctx_t *from, fastctx_t *to, void *value) {
    register fastctx_t *r0 __asm__("r0") = from;
    register fastctx_t *r1 __asm__("r1") = to;
    register void *r2 __asm__("r2") = value;
    __asm__ __volatile__ __inline__(
        "ldr r12, [r1, #%c[sp]]\n\t"
        "push {r6, r7, r9, r11}\n\t"
        "mov r4, sp\n\t" FASTCTX_INLINE_ADDRESS "ldr r3, [r1, #%c[pc]]\n\t"
        "str r4, [r0, #%c[sp]]\n\t"
        "str r5, [r0, #%c[pc]]\n\t"
        "mov sp, r12\n\t"
        "bx r3\n\t"
        ".p2align 2\n"
        "1:\tpop {r6, r7, r9, r11}"
        : "+r"(r0), "+r"(r1), "+r"(r2)
        : FASTCTX_INLINE_OFFSETS
        : FASTCTX_INLINE_GENERAL FASTCTX_INLINE_VFP FASTCTX_INLINE_UPPER FASTCTX_INLINE_VFP_FLAGS
          "cc",
          "memory");
    return r2;
}

typedef struct fastctx_inline_fp_t {
    unsigned long fpscr;
} fastctx_inline_fp_t;

FASTCTX_INLINE void fastctx_inline_save_fp(fastctx_inline_fp_t *fp) {
#ifdef FASTCTX_INLINE_KNOWS_VFP
    __asm__ __volatile__("vmrs %0, fpscr" : "=r"(fp->fpscr));
#else
    fp->fpscr = 0;
#endif
}

/* Reading FPSCR is cheap, setting it is not. Flags are nobody's. */
FASTCTX_INLINE void fastctx_inline_load_fp(const fastctx_inline_fp_t *fp) {
#ifdef FASTCTX_INLINE_KNOWS_VFP
    unsigned long fpscr, differs;
    __asm__ __volatile__("vmrs %0, fpscr" : "=r"(fpscr));
    differs = (fpscr ^ fp->fpscr) & ~0xf800009ful;
    if (differs != 0)
        __asm__ __volatile__("vmsr fpscr, %0" : : "r"(fpscr ^ differs));
#else
    (void)fp;
#endif
}

#undef FASTCTX_INLINE_GENERAL
#undef FASTCTX_INLINE_VFP
#undef FASTCTX_INLINE_UPPER
#undef FASTCTX_INLINE_VFP_FLAGS
#undef FASTCTX_INLINE_ADDRESS

#else

#define FASTCTX_INLINE_IS_A_CALL /* for those who want to know */
#define fastctx_inline_jump fastctx_switch

#endif
#undef FASTCTX_INLINE_KNOWS_VFP

#elif defined(__riscv)

#define FASTCTX_INLINE_GENERAL                                                                     \
    "ra", "t0", "t1", "t2", "a3", "a4", "a5", "a6", "a7", "s2", "s3", "s4", "s5", "s6", "s7",      \
        "s8", "s9", "s10", "s11", "t3", "t4", "t5", "t6",
#ifdef __riscv_flen
#define FASTCTX_INLINE_FP                                                                          \
    "ft0", "ft1", "ft2", "ft3", "ft4", "ft5", "ft6", "ft7", "fs0", "fs1", "fa0", "fa1", "fa2",     \
        "fa3", "fa4", "fa5", "fa6", "fa7", "fs2", "fs3", "fs4", "fs5", "fs6", "fs7", "fs8", "fs9", \
        "fs10", "fs11", "ft8", "ft9", "ft10", "ft11",
#else
#define FASTCTX_INLINE_FP
#endif
/* clang, and gcc where it compiles for them, know these. */
#ifdef __riscv_vector
#define FASTCTX_INLINE_VECTORS                                                                     \
    "v0", "v1", "v2", "v3", "v4", "v5", "v6", "v7", "v8", "v9", "v10", "v11", "v12", "v13", "v14", \
        "v15", "v16", "v17", "v18", "v19", "v20", "v21", "v22", "v23", "v24", "v25", "v26", "v27", \
        "v28", "v29", "v30", "v31", "vl", "vtype",
#else
#define FASTCTX_INLINE_VECTORS
#endif
#if __riscv_xlen == 64
#define FASTCTX_INLINE_LOAD "ld"
#define FASTCTX_INLINE_STORE "sd"
#else
#define FASTCTX_INLINE_LOAD "lw"
#define FASTCTX_INLINE_STORE "sw"
#endif

/* The resumer leaves a1 = the context, a2 = the value, sp; a0 = from, here only. a3
 * stays, whatever it is: a hint. t2 is a register whose jump the return predictor
 * does not take for a return. */
FASTCTX_INLINE void *fastctx_inline_jump(fastctx_t *from, fastctx_t *to, void *value) {
    register fastctx_t *a0 __asm__("a0") = from;
    register fastctx_t *a1 __asm__("a1") = to;
    register void *a2 __asm__("a2") = value;
    /* clang-format off */
    __asm__ __volatile__ __inline__(
        FASTCTX_INLINE_LOAD " t2, %c[pc](a1)\n\t"
        FASTCTX_INLINE_LOAD " t3, %c[sp](a1)\n\t"
        "lla t4, 1f\n\t"
        FASTCTX_INLINE_STORE " sp, %c[sp](a0)\n\t"
        FASTCTX_INLINE_STORE " t4, %c[pc](a0)\n\t"
        FASTCTX_INLINE_STORE " s0, %c[fp](a0)\n\t"
        FASTCTX_INLINE_STORE " s1, %c[base](a0)\n\t"
        "mv sp, t3\n\t"
        "jr t2\n"
        "1:\t"
        FASTCTX_INLINE_LOAD " s0, %c[fp](a1)\n\t"
        FASTCTX_INLINE_LOAD " s1, %c[base](a1)"
        : "+r"(a0), "+r"(a1), "+r"(a2)
        : FASTCTX_INLINE_OFFSETS
        : FASTCTX_INLINE_GENERAL FASTCTX_INLINE_FP FASTCTX_INLINE_VECTORS "memory");
    /* clang-format on */
    return a2;
}

typedef struct fastctx_inline_fp_t {
    unsigned int frm;
} fastctx_inline_fp_t;

/* Reading the rounding mode is cheap, setting it is not. */
#if defined(__riscv_flen) || defined(__riscv_zfinx)
FASTCTX_INLINE void fastctx_inline_save_fp(fastctx_inline_fp_t *fp) {
    __asm__ __volatile__("frrm %0" : "=r"(fp->frm));
}

FASTCTX_INLINE void fastctx_inline_load_fp(const fastctx_inline_fp_t *fp) {
    unsigned int frm;
    __asm__ __volatile__("frrm %0" : "=r"(frm));
    if (frm != fp->frm)
        __asm__ __volatile__("fsrm %0" : : "r"(fp->frm));
}
#else
FASTCTX_INLINE void fastctx_inline_save_fp(fastctx_inline_fp_t *fp) { fp->frm = 0; }
FASTCTX_INLINE void fastctx_inline_load_fp(const fastctx_inline_fp_t *fp) { (void)fp; }
#endif

#undef FASTCTX_INLINE_GENERAL
#undef FASTCTX_INLINE_FP
#undef FASTCTX_INLINE_VECTORS
#undef FASTCTX_INLINE_LOAD
#undef FASTCTX_INLINE_STORE

#elif defined(__i386__)

#define FASTCTX_INLINE_GENERAL "ebx", "edx",
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
#define FASTCTX_INLINE_SSE "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7",
#else
#define FASTCTX_INLINE_SSE
#endif
/* clang knows these always; gcc where the whole file may use them. */
#if defined(__AVX512F__) || defined(__clang__)
#define FASTCTX_INLINE_AVX512 "k0", "k1", "k2", "k3", "k4", "k5", "k6", "k7",
#else
#define FASTCTX_INLINE_AVX512
#endif
/* There is no red zone. A call of the next instruction is known to processors: the
 * return predictor takes no notice of it. */
#ifdef __PIC__
#define FASTCTX_INLINE_HERE(label, reg)                                                            \
    "call 2f\n2:\tpopl " reg "\n\tleal " label "-2b(" reg "), " reg "\n\t"
#else
#define FASTCTX_INLINE_HERE(label, reg) "movl $" label ", " reg "\n\t"
#endif

/* The resumer leaves ecx = the context, eax = the value, esp; edi = from, here only.
 * edx is anything: a hint. esi is the register of which clang keeps the base of a
 * frame in. */
FASTCTX_INLINE void *fastctx_inline_jump(fastctx_t *from, fastctx_t *to, void *value) {
    __asm__ __volatile__ __inline__("movl %c[sp](%%ecx), %%ebx\n\t" FASTCTX_INLINE_HERE(
                                        "1f", "%%edx") "movl %%esp, %c[sp](%%edi)\n\t"
                                                       "movl %%edx, %c[pc](%%edi)\n\t"
                                                       "movl %%ebp, %c[fp](%%edi)\n\t"
                                                       "movl %%esi, %c[base](%%edi)\n\t"
                                                       "movl %%ebx, %%esp\n\t"
                                                       "jmp *%c[pc](%%ecx)\n"
                                                       "1:\tendbr32\n\t"
                                                       "movl %c[fp](%%ecx), %%ebp\n\t"
                                                       "movl %c[base](%%ecx), %%esi"
                                    : "+D"(from), "+c"(to), "+a"(value)
                                    : FASTCTX_INLINE_OFFSETS
                                    : FASTCTX_INLINE_GENERAL FASTCTX_INLINE_X87 FASTCTX_INLINE_MMX
                                          FASTCTX_INLINE_SSE FASTCTX_INLINE_AVX512 "cc",
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
#undef FASTCTX_INLINE_HERE

#elif defined(__s390x__)

/* In position-independent code gcc keeps r12 for the address of the global offset
 * table, and takes no clobber of it: pushed, for there is no red zone. */
#if defined(__PIC__) && !defined(__clang__)
#define FASTCTX_INLINE_PUSH "lay %%r15, -8(%%r15)\n\tstg %%r12, 0(%%r15)\n\t"
#define FASTCTX_INLINE_POP "\n\tlg %%r12, 0(%%r15)\n\tla %%r15, 8(%%r15)"
#define FASTCTX_INLINE_R12
#else
#define FASTCTX_INLINE_PUSH
#define FASTCTX_INLINE_POP
#define FASTCTX_INLINE_R12 "r12",
#endif
#define FASTCTX_INLINE_GENERAL "r0", "r1", "r5", "r6", "r7", "r8", "r9", "r10", "r14",
#ifdef __VX__
/* All of a vector register; the first sixteen have the FP registers in them. */
#define FASTCTX_INLINE_FLOATING                                                                    \
    "v0", "v1", "v2", "v3", "v4", "v5", "v6", "v7", "v8", "v9", "v10", "v11", "v12", "v13", "v14", \
        "v15", "v16", "v17", "v18", "v19", "v20", "v21", "v22", "v23", "v24", "v25", "v26", "v27", \
        "v28", "v29", "v30", "v31",
#else
#define FASTCTX_INLINE_FLOATING                                                                    \
    "f0", "f1", "f2", "f3", "f4", "f5", "f6", "f7", "f8", "f9", "f10", "f11", "f12", "f13", "f14", \
        "f15",
#endif

/* The resumer leaves r3 = the context, r4 = the value, r15; r2 = from, here only. r13
 * is where gcc has the base of a function's constants; it takes a clobber of that
 * without a word and the base is lost. */
FASTCTX_INLINE void *fastctx_inline_jump(fastctx_t *from, fastctx_t *to, void *value) {
    register fastctx_t *r2 __asm__("r2") = from;
    register fastctx_t *r3 __asm__("r3") = to;
    register void *r4 __asm__("r4") = value;
    __asm__ __volatile__ __inline__(
        "lg %%r0, %c[sp](%%r3)\n\t"
        "lg %%r1, %c[pc](%%r3)\n\t"
        "larl %%r5, 1f\n\t" FASTCTX_INLINE_PUSH "stg %%r15, %c[sp](%%r2)\n\t"
        "stg %%r5, %c[pc](%%r2)\n\t"
        "stg %%r11, %c[fp](%%r2)\n\t"
        "stg %%r13, %c[base](%%r2)\n\t"
        "lgr %%r15, %%r0\n\t"
        "br %%r1\n"
        "1:\tlg %%r13, %c[base](%%r3)\n\t"
        "lg %%r11, %c[fp](%%r3)" FASTCTX_INLINE_POP
        : "+a"(r2), "+a"(r3), "+a"(r4)
        : FASTCTX_INLINE_OFFSETS
        : FASTCTX_INLINE_GENERAL FASTCTX_INLINE_R12 FASTCTX_INLINE_FLOATING "cc", "memory");
    return r4;
}

typedef struct fastctx_inline_fp_t {
    unsigned int fpc;
} fastctx_inline_fp_t;

FASTCTX_INLINE void fastctx_inline_save_fp(fastctx_inline_fp_t *fp) {
    __asm__ __volatile__("stfpc %0" : "=Q"(fp->fpc));
}

/* The exception masks and the rounding modes, and when they differ: reading the
 * register is cheap, setting it is not. */
FASTCTX_INLINE void fastctx_inline_load_fp(const fastctx_inline_fp_t *fp) {
    unsigned long fpc;
    unsigned int difference;
    __asm__ __volatile__("efpc %0" : "=d"(fpc));
    difference = ((unsigned int)fpc ^ fp->fpc) & 0xfc000077u;
    if (difference)
        __asm__ __volatile__("sfpc %0" : : "d"(fpc ^ difference));
}

#undef FASTCTX_INLINE_PUSH
#undef FASTCTX_INLINE_POP
#undef FASTCTX_INLINE_R12
#undef FASTCTX_INLINE_GENERAL
#undef FASTCTX_INLINE_FLOATING

#elif defined(__powerpc64__)

#if !defined(_CALL_ELF) || _CALL_ELF != 2
#error "fastctx_inline.h: on powerpc64 only for ELFv2"
#endif

#define FASTCTX_INLINE_GENERAL                                                                     \
    "r0", "r6", "r7", "r8", "r9", "r10", "r11", "r12", "r14", "r15", "r16", "r17", "r18", "r19",   \
        "r20", "r21", "r22", "r23", "r24", "r25", "r26", "r27", "r28", "r29", "lr", "ctr", "xer",
/* r2 is the TOC pointer; in code that does without it is as any other register. */
#ifdef __PCREL__
#define FASTCTX_INLINE_TOC "r2",
#else
#define FASTCTX_INLINE_TOC
#endif
#define FASTCTX_INLINE_CONDITIONS "cr0", "cr1", "cr2", "cr3", "cr4", "cr5", "cr6", "cr7",
#ifndef _SOFT_FLOAT
#define FASTCTX_INLINE_FP                                                                          \
    "fr0", "fr1", "fr2", "fr3", "fr4", "fr5", "fr6", "fr7", "fr8", "fr9", "fr10", "fr11", "fr12",  \
        "fr13", "fr14", "fr15", "fr16", "fr17", "fr18", "fr19", "fr20", "fr21", "fr22", "fr23",    \
        "fr24", "fr25", "fr26", "fr27", "fr28", "fr29", "fr30", "fr31",
#else
#define FASTCTX_INLINE_FP
#endif
/* With VSX the FP registers are the first halves of vs0 to vs31, and a clobber of
 * one is of the whole; v0 to v31 are vs32 to vs63. */
#ifdef __ALTIVEC__
#define FASTCTX_INLINE_VECTORS                                                                     \
    "v0", "v1", "v2", "v3", "v4", "v5", "v6", "v7", "v8", "v9", "v10", "v11", "v12", "v13", "v14", \
        "v15", "v16", "v17", "v18", "v19", "v20", "v21", "v22", "v23", "v24", "v25", "v26", "v27", \
        "v28", "v29", "v30", "v31",
/* No compiler keeps this one. */
FASTCTX_INLINE unsigned int fastctx_inline_vrsave(void) {
    unsigned int vrsave;
    __asm__ __volatile__("mfvrsave %0" : "=r"(vrsave));
    return vrsave;
}
FASTCTX_INLINE void fastctx_inline_set_vrsave(unsigned int vrsave) {
    __asm__ __volatile__("mtvrsave %0" : : "r"(vrsave));
}
#else
#define FASTCTX_INLINE_VECTORS
#define fastctx_inline_vrsave() 0
#define fastctx_inline_set_vrsave(vrsave) ((void)(vrsave))
#endif

/* The resumer leaves r4 = the context, r5 = the value, r12 = where it goes on, r1; r3 =
 * from, here only. r6 stays, whatever it is: a hint. The TOC pointer may be another
 * module's: it is found again by r12, as at the start of a function. */
FASTCTX_INLINE void *fastctx_inline_jump(fastctx_t *from, fastctx_t *to, void *value) {
    register fastctx_t *r3 __asm__("r3") = from;
    register fastctx_t *r4 __asm__("r4") = to;
    register void *r5 __asm__("r5") = value;
    const unsigned int vrsave = fastctx_inline_vrsave();
    __asm__ __volatile__ __inline__(
        "ld 9, %c[sp](4)\n\t"
        "ld 12, %c[pc](4)\n\t"
        "bcl 20, 31, $+4\n"
        "2:\tmflr 11\n\t"
        "addi 11, 11, 1f-2b\n\t"
        "mtctr 12\n\t"
        "std 1, %c[sp](3)\n\t"
        "std 11, %c[pc](3)\n\t"
        "std 31, %c[fp](3)\n\t"
        "std 30, %c[base](3)\n\t"
        "mr 1, 9\n\t"
        "bctr\n"
        "1:\taddis 2, 12, .TOC.-1b@ha\n\t"
        "addi 2, 2, .TOC.-1b@l\n\t"
        "ld 31, %c[fp](4)\n\t"
        "ld 30, %c[base](4)"
        : "+r"(r3), "+r"(r4), "+r"(r5)
        : FASTCTX_INLINE_OFFSETS
        : FASTCTX_INLINE_GENERAL FASTCTX_INLINE_TOC FASTCTX_INLINE_CONDITIONS FASTCTX_INLINE_FP
            FASTCTX_INLINE_VECTORS "memory");
    fastctx_inline_set_vrsave(vrsave);
    return r5;
}

typedef struct fastctx_inline_fp_t {
    double fpscr;
} fastctx_inline_fp_t;

FASTCTX_INLINE void fastctx_inline_save_fp(fastctx_inline_fp_t *fp) {
    __asm__ __volatile__("mffs %0" : "=d"(fp->fpscr));
}

/* The control bits: RN, NI, the enables, and DRN in the other half. An exception that
 * was raised while it was not enabled would trap if it is enabled now: then the
 * exceptions are cleared. */
FASTCTX_INLINE void fastctx_inline_load_fp(const fastctx_inline_fp_t *fp) {
    const unsigned long control = 0x7000000fful;
    unsigned long saved, now;
    double fpscr;
    __asm__ __volatile__("mffs %0" : "=d"(fpscr));
    __builtin_memcpy(&now, &fpscr, sizeof now);
    __builtin_memcpy(&saved, &fp->fpscr, sizeof saved);
    if (((saved ^ now) & control) == 0)
        return;
    saved &= control;
    __builtin_memcpy(&fpscr, &saved, sizeof fpscr);
    if (saved & 0xf8)
        __asm__ __volatile__("mtfsf 255, %0\n\tmtfsf 1, %0, 0, 1" : : "d"(fpscr));
    else
        __asm__ __volatile__("mtfsf 3, %0\n\tmtfsf 1, %0, 0, 1" : : "d"(fpscr));
}

#undef FASTCTX_INLINE_GENERAL
#undef FASTCTX_INLINE_TOC
#undef FASTCTX_INLINE_CONDITIONS
#undef fastctx_inline_vrsave
#undef fastctx_inline_set_vrsave
#undef FASTCTX_INLINE_FP
#undef FASTCTX_INLINE_VECTORS

#elif defined(__loongarch64)

#define FASTCTX_INLINE_GENERAL                                                                     \
    "$r1", "$r7", "$r8", "$r9", "$r10", "$r11", "$r12", "$r13", "$r14", "$r15", "$r16", "$r17",    \
        "$r18", "$r19", "$r20", "$r23", "$r24", "$r25", "$r26", "$r27", "$r28", "$r29", "$r30",
/* Each of these names stands for the whole of a register, as wide as the target has it. */
#ifndef __loongarch_soft_float
#define FASTCTX_INLINE_FLOAT                                                                       \
    "$f0", "$f1", "$f2", "$f3", "$f4", "$f5", "$f6", "$f7", "$f8", "$f9", "$f10", "$f11", "$f12",  \
        "$f13", "$f14", "$f15", "$f16", "$f17", "$f18", "$f19", "$f20", "$f21", "$f22", "$f23",    \
        "$f24", "$f25", "$f26", "$f27", "$f28", "$f29", "$f30", "$f31", "$fcc0", "$fcc1", "$fcc2", \
        "$fcc3", "$fcc4", "$fcc5", "$fcc6", "$fcc7",
#else
#define FASTCTX_INLINE_FLOAT
#endif

/* The resumer leaves r5 = the context, r6 = the value, sp; r4 = from, here only.
 * r7 stays, whatever it is: a hint. r31 is the base of a frame, r22 its pointer. */
FASTCTX_INLINE void *fastctx_inline_jump(fastctx_t *from, fastctx_t *to, void *value) {
    register fastctx_t *a0 __asm__("$r4") = from;
    register fastctx_t *a1 __asm__("$r5") = to;
    register void *a2 __asm__("$r6") = value;
    __asm__ __volatile__ __inline__("ld.d $r12, $r5, %c[sp]\n\t"
                                    "ld.d $r13, $r5, %c[pc]\n\t"
                                    "la.pcrel $r15, 1f\n\t"
                                    "st.d $r3, $r4, %c[sp]\n\t"
                                    "st.d $r15, $r4, %c[pc]\n\t"
                                    "st.d $r22, $r4, %c[fp]\n\t"
                                    "st.d $r31, $r4, %c[base]\n\t"
                                    "move $r3, $r12\n\t"
                                    "jr $r13\n"
                                    "1:\tld.d $r22, $r5, %c[fp]\n\t"
                                    "ld.d $r31, $r5, %c[base]"
                                    : "+r"(a0), "+r"(a1), "+r"(a2)
                                    : FASTCTX_INLINE_OFFSETS
                                    : FASTCTX_INLINE_GENERAL FASTCTX_INLINE_FLOAT "memory");
    return a2;
}

typedef struct fastctx_inline_fp_t {
    unsigned int fcsr;
} fastctx_inline_fp_t;

#ifndef __loongarch_soft_float
FASTCTX_INLINE void fastctx_inline_save_fp(fastctx_inline_fp_t *fp) {
    __asm__ __volatile__("movfcsr2gr %0, $fcsr0" : "=r"(fp->fcsr));
}

/* The enabled exceptions and the rounding mode; the flags are the thread's. */
FASTCTX_INLINE void fastctx_inline_load_fp(const fastctx_inline_fp_t *fp) {
    unsigned int fcsr;
    __asm__ __volatile__("movfcsr2gr %0, $fcsr0" : "=r"(fcsr));
    if ((fcsr ^ fp->fcsr) & 0x31f)
        __asm__ __volatile__("movgr2fcsr $fcsr0, %0" : : "r"(fcsr ^ ((fcsr ^ fp->fcsr) & 0x31f)));
}
#else
FASTCTX_INLINE void fastctx_inline_save_fp(fastctx_inline_fp_t *fp) { fp->fcsr = 0; }
FASTCTX_INLINE void fastctx_inline_load_fp(const fastctx_inline_fp_t *fp) { (void)fp; }
#endif

#undef FASTCTX_INLINE_GENERAL
#undef FASTCTX_INLINE_FLOAT

#elif defined(__mips64)

#if _MIPS_SIM != _ABI64
#error "fastctx_inline.h: of mips64 there is n64 alone; there is no fastctx_switch() for others"
#endif

#define FASTCTX_INLINE_GENERAL                                                                     \
    "$1", "$2", "$3", "$7", "$8", "$9", "$10", "$11", "$12", "$13", "$14", "$15", "$16", "$17",    \
        "$18", "$19", "$20", "$21", "$22", "$24", "$25", "$31", "hi", "lo",
#ifdef __mips_hard_float
#define FASTCTX_INLINE_FLOAT                                                                       \
    "$f0", "$f1", "$f2", "$f3", "$f4", "$f5", "$f6", "$f7", "$f8", "$f9", "$f10", "$f11", "$f12",  \
        "$f13", "$f14", "$f15", "$f16", "$f17", "$f18", "$f19", "$f20", "$f21", "$f22", "$f23",    \
        "$f24", "$f25", "$f26", "$f27", "$f28", "$f29", "$f30", "$f31",
#else
#define FASTCTX_INLINE_FLOAT
#endif

/*
 * The resumer leaves r5 = the context, r6 = the value, sp, r25 = the address;
 * r4 = from, here only. r7 stays, whatever it is: a hint. r30 is the frame pointer, r23
 * the base of a frame. r28, by which code finds its data, is another one in another
 * library: compilers take no clobber of it, and it is pushed, for nothing is in use
 * below the stack pointer here. `bal` tells the label's address whatever r28 is, which
 * a function need not have set up; `b` and `bal` execute the next instruction first.
 */
FASTCTX_INLINE void *fastctx_inline_jump(fastctx_t *from, fastctx_t *to, void *value) {
    register fastctx_t *a0 __asm__("$4") = from;
    register fastctx_t *a1 __asm__("$5") = to;
    register void *a2 __asm__("$6") = value;
    __asm__ __volatile__ __inline__(".set push\n\t"
                                    ".set noreorder\n\t"
                                    "ld $12, %c[sp]($5)\n\t"
                                    "bal 2f\n\t"
                                    "daddiu $29, $29, -16\n"
                                    "1:\tld $28, 0($29)\n\t"
                                    "ld $30, %c[fp]($5)\n\t"
                                    "ld $23, %c[base]($5)\n\t"
                                    "b 3f\n\t"
                                    "daddiu $29, $29, 16\n"
                                    "2:\tld $25, %c[pc]($5)\n\t"
                                    "sd $28, 0($29)\n\t"
                                    "sd $29, %c[sp]($4)\n\t"
                                    "sd $31, %c[pc]($4)\n\t"
                                    "sd $30, %c[fp]($4)\n\t"
                                    "sd $23, %c[base]($4)\n\t"
                                    "jr $25\n\t"
                                    "move $29, $12\n"
                                    "3:\n\t"
                                    ".set pop"
                                    : "+r"(a0), "+r"(a1), "+r"(a2)
                                    : FASTCTX_INLINE_OFFSETS
                                    : FASTCTX_INLINE_GENERAL FASTCTX_INLINE_FLOAT "memory");
    return a2;
}

typedef struct fastctx_inline_fp_t {
    unsigned int fcsr;
} fastctx_inline_fp_t;

#ifdef __mips_hard_float
FASTCTX_INLINE void fastctx_inline_save_fp(fastctx_inline_fp_t *fp) {
    __asm__ __volatile__("cfc1 %0, $31" : "=r"(fp->fcsr));
}

/* The enabled exceptions, the rounding mode, flush to zero; the flags are the thread's.
 * A cause that is enabled would trap: they are cleared. */
FASTCTX_INLINE void fastctx_inline_load_fp(const fastctx_inline_fp_t *fp) {
    unsigned int fcsr;
    __asm__ __volatile__("cfc1 %0, $31" : "=r"(fcsr));
    if ((fcsr ^ fp->fcsr) & 0x1000f83)
        __asm__ __volatile__("ctc1 %0, $31"
                             :
                             : "r"((fcsr ^ ((fcsr ^ fp->fcsr) & 0x1000f83)) & ~0x3f000u));
}
#else
FASTCTX_INLINE void fastctx_inline_save_fp(fastctx_inline_fp_t *fp) { fp->fcsr = 0; }
FASTCTX_INLINE void fastctx_inline_load_fp(const fastctx_inline_fp_t *fp) { (void)fp; }
#endif

#undef FASTCTX_INLINE_GENERAL
#undef FASTCTX_INLINE_FLOAT

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
 * has its own again when it is resumed, whatever others set meanwhile. Compilers
 * may move arithmetic over it, as over fesetround(3).
 *
 * Async-signal-safe. Thread-safe as far as the contexts are different. Since 0.2.
 */
FASTCTX_INLINE void *fastctx_switch_inline_fp(fastctx_t *from, fastctx_t *to, void *value) {
#ifdef FASTCTX_INLINE_IS_A_CALL
    return fastctx_switch_fp(from, to, value);
#else
    fastctx_inline_fp_t fp;
    if (from == to)
        return value;
    fastctx_inline_save_fp(&fp);
    value = fastctx_inline_jump(from, to, value);
    fastctx_inline_load_fp(&fp);
    return value;
#endif
}

#undef FASTCTX_INLINE_OFFSETS
#undef FASTCTX_INLINE

#endif /* FASTCTX_INLINE_H */
