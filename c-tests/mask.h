/* mask.h: the thread's signal mask as the kernel has it, past every library. */
#ifndef MASK_H
#define MASK_H

#include "kernel_set.h"
#include <unistd.h>

/* By the C library's function, so that whoever keeps a mask in mind sees it. */
static inline void set_kernel_mask(uint64_t mask) {
    struct kernel_set set = to_kernel_set(mask);
    syscall(SYS_rt_sigprocmask, SIG_SETMASK, &set, NULL, sizeof set);
}

/* Whether there are signals up to the 62nd. (The last two are not the program's own
 * under qemu-user, nor are some more in version 10.) */
static inline int has_all_signals(void) {
    uint64_t all = ((uint64_t)-1 >> 2) & ~(bit(SIGKILL) | bit(SIGSTOP)), now, before;
    ask_kernel(SIG_SETMASK, &all, &before);
    ask_kernel(SIG_SETMASK, &before, &now);
    return now == all;
}

/* A sigset_t with these signals and no other. */
static inline sigset_t to_set(uint64_t mask) {
    sigset_t set;
    sigemptyset(&set);
    put_set(&set, mask);
    return set;
}

#endif
