/*
 * i386 has two system calls more that change the signal mask: sigprocmask and
 * ssetmask, of 32 signals each. After them, made by syscall(), switches save the mask
 * that there is.
 */
#include "../context.h"
#include "../mask.h"
#include "arch.h"

static uint64_t saved(void) {
    static ucontext_t context;
    getcontext(&context);
    return of_set(&context.uc_sigmask);
}

int main(void) {
    const unsigned long one = bit(SIGUSR1), two = bit(SIGUSR2) | bit(SIGHUP);
    unsigned long old = 0;
    saved(); /* the mask is known */
    CHECK(syscall(SYS_sigprocmask, SIG_SETMASK, &one, &old) == 0, "sigprocmask");
    CHECK(kernel_mask() == one && saved() == one, "is seen: %#llx", (long long)saved());
    CHECK(syscall(SYS_sigprocmask, SIG_BLOCK, &two, NULL) == 0, "sigprocmask, to add");
    CHECK(kernel_mask() == (one | two) && saved() == (one | two), "is seen");
    if (syscall(SYS_ssetmask, two) != -1) { /* CONFIG_SGETMASK_SYSCALL */
        CHECK(kernel_mask() == two && saved() == two, "ssetmask is seen: %#llx",
              (long long)saved());
        CHECK(syscall(SYS_ssetmask, one) == (long)two, "it returns the old mask");
        CHECK(saved() == one, "is seen");
    }
    return check_done();
}
