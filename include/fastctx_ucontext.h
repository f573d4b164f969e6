/*
 * fastctx_ucontext.h: ucontext_t and its four functions for C libraries that have no
 * <ucontext.h>: on bare metal newlib, picolibc, or none at all. Elsewhere it includes
 * that, so that a program may include this one everywhere.
 *
 * The functions are those of POSIX.1-2001 but for signal masks, which there are none
 * of: uc_sigmask is never read or written. <signal.h> may be included as well, in any
 * order; no name of it is defined here. See getcontext(3fastctx).
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0
 */

#ifndef FASTCTX_UCONTEXT_H
#define FASTCTX_UCONTEXT_H

#if defined(__linux__)

#include <ucontext.h>

#else

#include <stddef.h>

/* The registers that a context has while it is suspended; asm/<arch>/layout.h has
 * the same offsets. */
#if defined(__arm__)

typedef struct fastctx_mcontext_t {
    unsigned long arm_r0, arm_r1, arm_r2, arm_r3, arm_r4, arm_r5, arm_r6, arm_r7, arm_r8, arm_r9,
        arm_r10, arm_fp, arm_ip, arm_sp, arm_lr, arm_pc, arm_cpsr;
#if defined(__ARM_FP)
    unsigned long fpscr;
    double d8_to_d15[8];
#endif
} fastctx_mcontext_t;

#elif defined(__riscv)

/* pc, then x1 to x31. */
typedef struct fastctx_mcontext_t {
    unsigned long gregs[32];
#if defined(__riscv_flen)
    unsigned long fcsr;
#if __riscv_flen == 32
    float fs0_to_fs11[12];
#else
    double fs0_to_fs11[12];
#endif
#endif
} fastctx_mcontext_t;

#else
#error "fastctx_ucontext.h: not for this architecture"
#endif

typedef struct fastctx_ucontext_t {
    unsigned long uc_flags;
    struct fastctx_ucontext_t *uc_link;
    /* A stack_t. */
    struct {
        void *ss_sp;
        int ss_flags;
        size_t ss_size;
    } uc_stack;
    fastctx_mcontext_t uc_mcontext;
    /* As long as the C libraries' sigset_t. */
    unsigned long uc_sigmask;
} ucontext_t;

#ifdef __cplusplus
extern "C" {
#endif

int getcontext(ucontext_t *ucp);
int setcontext(const ucontext_t *ucp);
void makecontext(ucontext_t *ucp, void (*func)(void), int argc, ...);
int swapcontext(ucontext_t *oucp, const ucontext_t *ucp);

#ifdef __cplusplus
}
#endif

#endif /* __linux__ */

#endif /* FASTCTX_UCONTEXT_H */
