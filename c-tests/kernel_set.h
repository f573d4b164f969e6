/*
 * kernel_set.h: signal sets as the kernel has them, `unsigned long`s that begin
 * with the lowest signals, and their first 64 signals in one number.
 */
#ifndef KERNEL_SET_H
#define KERNEL_SET_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "system_call.h"
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/syscall.h>

enum {
    KERNEL_SET_SIZE = _NSIG / 64 * 8, /* 64 signals, or 128; _NSIG may be one more */
    KERNEL_SET_WORDS = KERNEL_SET_SIZE / sizeof(long),
    SIGNALS_IN_WORD = 8 * sizeof(long),
    LAST_SIGNAL = 64,                   /* in one number, and of an emulator of user programs */
    NO_SIGNAL = KERNEL_SET_SIZE * 8 + 1 /* the first that no kernel has */
};
struct kernel_set {
    unsigned long word[KERNEL_SET_WORDS];
};

static inline uint64_t of_kernel_set(const void *set) {
    struct kernel_set copy;
    uint64_t mask = 0;
    memcpy(&copy, set, sizeof copy);
    for (unsigned i = 0; i < 64 / SIGNALS_IN_WORD; i++)
        mask |= (uint64_t)copy.word[i] << i * SIGNALS_IN_WORD;
    return mask;
}

static inline struct kernel_set to_kernel_set(uint64_t mask) {
    struct kernel_set set;
    memset(&set, 0, sizeof set);
    for (unsigned i = 0; i < 64 / SIGNALS_IN_WORD; i++)
        set.word[i] = (unsigned long)(mask >> i * SIGNALS_IN_WORD);
    return set;
}

static inline uint64_t bit(int signal) { return (uint64_t)1 << (signal - 1); }

/* A sigset_t begins with the kernel's set. */
static inline uint64_t of_set(const sigset_t *set) { return of_kernel_set(set); }

/* The kernel's part alone: what follows it in a signal's frame is no set. */
static inline void put_set(sigset_t *set, uint64_t mask) {
    struct kernel_set kernel = to_kernel_set(mask);
    memcpy(set, &kernel, sizeof kernel);
}

/* rt_sigprocmask past every library, which therefore does not know of it. (In a function of
 * its own: the registers of a system call are not for one that may return twice.) */
static __attribute__((noinline, unused)) void ask_kernel(int how, const uint64_t *set,
                                                         uint64_t *old) {
    struct kernel_set new = to_kernel_set(set ? *set : 0), before = to_kernel_set(0);
    system_call(SYS_rt_sigprocmask, how, set ? (long)&new : 0, (long)&before, sizeof before);
    if (old)
        *old = of_kernel_set(&before);
}

static inline uint64_t kernel_mask(void) {
    uint64_t mask = 0;
    ask_kernel(SIG_BLOCK, NULL, &mask);
    return mask;
}

#endif
