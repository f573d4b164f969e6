/* mask.h: the thread's signal mask as the kernel has it, past every library. */
#ifndef MASK_H
#define MASK_H

#include <signal.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

/* By an instruction of our own, so that it tells the truth about syscall(2) too. */
static inline uint64_t kernel_mask(void) {
    uint64_t mask = 0;
#if defined(__x86_64__)
    long number = SYS_rt_sigprocmask;
    register long size __asm__("r10") = sizeof mask;
    __asm__ volatile("syscall"
                     : "+a"(number)
                     : "D"((long)SIG_BLOCK), "S"(0L), "d"(&mask), "r"(size)
                     : "rcx", "r11", "memory");
#elif defined(__aarch64__)
    register long how __asm__("x0") = SIG_BLOCK;
    register long set __asm__("x1") = 0;
    register uint64_t *old __asm__("x2") = &mask;
    register long size __asm__("x3") = sizeof mask;
    register long number __asm__("x8") = SYS_rt_sigprocmask;
    __asm__ volatile("svc 0" : "+r"(how) : "r"(set), "r"(old), "r"(size), "r"(number) : "memory");
#else
#error "kernel_mask() for this architecture"
#endif
    return mask;
}

/* By the C library's function, so that whoever keeps a mask in mind sees it. */
static inline void set_kernel_mask(uint64_t mask) {
    syscall(SYS_rt_sigprocmask, SIG_SETMASK, &mask, NULL, sizeof mask);
}

static inline uint64_t bit(int signal) { return (uint64_t)1 << (signal - 1); }

/* The part of a sigset_t that the kernel looks at. */
static inline uint64_t of_set(const sigset_t *set) { return *(const uint64_t *)(const void *)set; }

/* A sigset_t with these signals and no other. */
static inline sigset_t to_set(uint64_t mask) {
    sigset_t set;
    sigemptyset(&set);
    *(uint64_t *)(void *)&set = mask;
    return set;
}

#endif
