/* Switches notice syscall(SYS_rt_sigprocmask), which is exactly that call. */
#include "../mask_change.h"
#include <errno.h>

static void by_block(void) {
    uint64_t set = bit(SIGUSR1) | bit(40), old;
    syscall(SYS_rt_sigprocmask, SIG_BLOCK, &set, &old, sizeof set);
}

static void by_unblock(void) {
    uint64_t set = bit(SIGUSR1) | bit(SIGUSR2);
    syscall(SYS_rt_sigprocmask, SIG_UNBLOCK, &set, NULL, sizeof set);
}

static void by_setting(void) {
    uint64_t set = bit(SIGTERM) | bit(50);
    syscall(SYS_rt_sigprocmask, SIG_SETMASK, &set, NULL, sizeof set);
}

/* The kernel changes the mask and fails afterwards: there is no place for the old one. */
static void by_failing(void) {
    uint64_t set = bit(SIGTERM);
    syscall(SYS_rt_sigprocmask, SIG_SETMASK, &set, (void *)8, sizeof set);
}

int main(void) {
    check_change("SIG_BLOCK", by_block, bit(SIGHUP), bit(SIGHUP) | bit(SIGUSR1) | bit(40));
    check_change("SIG_UNBLOCK", by_unblock, bit(SIGHUP) | bit(SIGUSR1), bit(SIGHUP));
    check_change("SIG_SETMASK", by_setting, bit(SIGHUP), bit(SIGTERM) | bit(50));
    check_change("a call that fails", by_failing, bit(SIGHUP), bit(SIGTERM));

    uint64_t set = bit(SIGUSR1), old = 0;
    begin_known(bit(SIGHUP));
    CHECK(syscall(SYS_rt_sigprocmask, SIG_SETMASK, &set, &old, sizeof set) == 0 &&
              old == bit(SIGHUP),
          "the old mask is told: %#lx", (unsigned long)old);
    CHECK(syscall(SYS_rt_sigprocmask, SIG_SETMASK, NULL, &old, sizeof set) == 0 &&
              old == bit(SIGUSR1) && kernel_mask() == bit(SIGUSR1),
          "also when none is set: %#lx", (unsigned long)old);
    errno = 0;
    CHECK(syscall(SYS_rt_sigprocmask, 77, &set, NULL, sizeof set) == -1 && errno == EINVAL,
          "no such way to change a mask: %d", errno);
    errno = 0;
    CHECK(syscall(SYS_rt_sigprocmask, SIG_SETMASK, &set, NULL, (long)sizeof set + 1) == -1 &&
              errno == EINVAL,
          "no such size of a mask: %d", errno);
    errno = 0;
    CHECK(syscall(SYS_rt_sigprocmask, SIG_SETMASK, (void *)8, NULL, sizeof set) == -1 &&
              errno == EFAULT,
          "no mask there: %d", errno);
    /*
     * The kernel knows no signal that belongs to the C library. (The last two are
     * not the program's own under qemu-user.)
     */
    set = bit(63) - 1;
    syscall(SYS_rt_sigprocmask, SIG_SETMASK, &set, NULL, sizeof set);
    CHECK(kernel_mask() == (set & ~(bit(SIGKILL) | bit(SIGSTOP))),
          "all that can be blocked is: %#lx", (unsigned long)kernel_mask());
    CHECK(saved_mask() == kernel_mask(), "and saved");
    return check_done();
}
