/* mask.h: the thread's signal mask as the kernel has it, past every library. */
#ifndef MASK_H
#define MASK_H

#include <signal.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

static inline uint64_t kernel_mask(void) {
    uint64_t mask = 0;
    syscall(SYS_rt_sigprocmask, SIG_SETMASK, NULL, &mask, sizeof mask);
    return mask;
}

static inline void set_kernel_mask(uint64_t mask) {
    syscall(SYS_rt_sigprocmask, SIG_SETMASK, &mask, NULL, sizeof mask);
}

static inline uint64_t bit(int signal) { return (uint64_t)1 << (signal - 1); }

/* The part of a sigset_t that the kernel looks at. */
static inline uint64_t of_set(const sigset_t *set) { return *(const uint64_t *)(const void *)set; }

#endif
