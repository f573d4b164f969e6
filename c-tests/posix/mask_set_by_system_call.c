/* Switches notice syscall(SYS_rt_sigprocmask), which is exactly that call. */
#include "../mask_change.h"
#include <errno.h>

static void by_block(void) {
    struct kernel_set set = to_kernel_set(bit(SIGUSR1) | bit(40)), old;
    syscall(SYS_rt_sigprocmask, SIG_BLOCK, &set, &old, sizeof set);
}

static void by_unblock(void) {
    struct kernel_set set = to_kernel_set(bit(SIGUSR1) | bit(SIGUSR2));
    syscall(SYS_rt_sigprocmask, SIG_UNBLOCK, &set, NULL, sizeof set);
}

static void by_setting(void) {
    struct kernel_set set = to_kernel_set(bit(SIGTERM) | bit(50));
    syscall(SYS_rt_sigprocmask, SIG_SETMASK, &set, NULL, sizeof set);
}

/* The kernel changes the mask and fails afterwards: there is no place for the old one. */
static void by_failing(void) {
    struct kernel_set set = to_kernel_set(bit(SIGTERM));
    syscall(SYS_rt_sigprocmask, SIG_SETMASK, &set, (void *)8, sizeof set);
}

int main(void) {
    if (!has_all_signals())
        SKIP_ALL("the emulator has not all signals");
    check_change("SIG_BLOCK", by_block, bit(SIGHUP), bit(SIGHUP) | bit(SIGUSR1) | bit(40));
    check_change("SIG_UNBLOCK", by_unblock, bit(SIGHUP) | bit(SIGUSR1), bit(SIGHUP));
    check_change("SIG_SETMASK", by_setting, bit(SIGHUP), bit(SIGTERM) | bit(50));
    check_change("a call that fails", by_failing, bit(SIGHUP), bit(SIGTERM));

    struct kernel_set set = to_kernel_set(bit(SIGUSR1)), old = to_kernel_set(0);
    begin_known(bit(SIGHUP));
    CHECK(syscall(SYS_rt_sigprocmask, SIG_SETMASK, &set, &old, sizeof set) == 0 &&
              of_kernel_set(&old) == bit(SIGHUP),
          "the old mask is told: %#llx", (unsigned long long)of_kernel_set(&old));
    CHECK(syscall(SYS_rt_sigprocmask, SIG_SETMASK, NULL, &old, sizeof set) == 0 &&
              of_kernel_set(&old) == bit(SIGUSR1) && kernel_mask() == bit(SIGUSR1),
          "also when none is set: %#llx", (unsigned long long)of_kernel_set(&old));
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
    const uint64_t all = bit(63) - 1;
    set = to_kernel_set(all);
    syscall(SYS_rt_sigprocmask, SIG_SETMASK, &set, NULL, sizeof set);
    CHECK(kernel_mask() == (all & ~(bit(SIGKILL) | bit(SIGSTOP))),
          "all that can be blocked is: %#llx", (unsigned long long)kernel_mask());
    CHECK(saved_mask() == kernel_mask(), "and saved");
    return check_done();
}
