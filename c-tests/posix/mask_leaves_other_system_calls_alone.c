/*
 * syscall(2) with any number but that of the mask: all six arguments arrive, the
 * result comes back whole, a failure is -1 with errno, and the mask stays.
 */
#include "../mask_change.h"
#include <errno.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/select.h>
#include <sys/uio.h>
#include <time.h>

static volatile int delivered;
static void handler(int signal) { delivered = signal; }

static void by_getppid(void) { syscall(SYS_getppid); }
static void by_telling_the_mask(void) {
    struct kernel_set old;
    syscall(SYS_rt_sigprocmask, SIG_BLOCK, NULL, &old, sizeof old);
}

/* What these calls are given, whatever time_t the C library has. */
struct kernel_time {
    long seconds, nanoseconds;
};

/* The sixth argument: the mask to wait with, which lets the pending signal through. */
static void check_pselect(void) {
    struct kernel_time timeout = {60, 0};
    struct kernel_set wait_with = to_kernel_set(0);
    struct {
        const struct kernel_set *mask;
        size_t size;
    } sixth = {&wait_with, sizeof wait_with};
    delivered = 0;
    begin_known(bit(SIGUSR1));
    raise(SIGUSR1);
    errno = 0;
    long result = syscall(SYS_pselect6, 0, NULL, NULL, NULL, &timeout, &sixth);
    CHECK(result == -1 && errno == EINTR && delivered == SIGUSR1,
          "pselect6 waits with the mask of its sixth argument: %ld, %m", result);
    CHECK(kernel_mask() == bit(SIGUSR1) && saved_mask() == bit(SIGUSR1),
          "and the mask before is back: %#llx", (unsigned long long)kernel_mask());
}

static void check_ppoll(void) {
    struct kernel_time timeout = {60, 0};
    struct kernel_set wait_with = to_kernel_set(0);
    delivered = 0;
    begin_known(bit(SIGUSR1));
    raise(SIGUSR1);
    errno = 0;
    long result = syscall(SYS_ppoll, NULL, 0L, &timeout, &wait_with, sizeof wait_with);
    CHECK(result == -1 && errno == EINTR && delivered == SIGUSR1,
          "ppoll waits with the mask of its fourth: %ld, %m", result);
    CHECK(kernel_mask() == bit(SIGUSR1) && saved_mask() == bit(SIGUSR1),
          "and the mask before is back: %#llx", (unsigned long long)kernel_mask());
}

static void check_process_vm_readv(void) {
    char from[] = "six arguments", to[sizeof from] = "";
    struct iovec local = {to, sizeof to}, remote = {from, sizeof from};
    errno = 0;
    long result = syscall(SYS_process_vm_readv, (long)getpid(), &local, 1L, &remote, 1L, 0L);
    if (result == -1 && (errno == ENOSYS || errno == EPERM)) {
        printf("# process_vm_readv: %m\n");
        return;
    }
    CHECK(result == sizeof from && !strcmp(from, to), "process_vm_readv reads: %ld", result);
    errno = 0;
    CHECK(syscall(SYS_process_vm_readv, (long)getpid(), &local, 1L, &remote, 1L, 1L) == -1 &&
              errno == EINVAL,
          "and knows no flags in its sixth: %m");
}

static void check_files(void) {
    const long page = sysconf(_SC_PAGESIZE);
    int fd = (int)syscall(SYS_memfd_create, "test", 0L);
    REQUIRE(fd >= 0, "a file in memory");
    CHECK(syscall(SYS_ftruncate, fd, 3 * page) == 0, "three pages long");
    char *mapped = mmap(NULL, (size_t)page, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 2 * page);
    REQUIRE(mapped != MAP_FAILED, "the C library maps the third");
    strcpy(mapped, "third");
    char *same = (char *)syscall(SYS_mremap, mapped, page, page, 0L, 0L);
    CHECK(same == mapped, "an address comes back whole: %p", (void *)same);
    errno = 0;
    CHECK(syscall(SYS_mremap, mapped + 1, page, page, 0L, 0L) == -1 && errno == EINVAL,
          "no page begins there: %m");
#if __SIZEOF_LONG__ == 8
    char text[6] = "";
    CHECK(syscall(SYS_pread64, fd, text, 6L, 2 * page) == 6 && !strcmp(text, "third"),
          "the fourth argument is an offset: %.6s", text);
    const long far = 5l << 30;
    CHECK(syscall(SYS_lseek, fd, far, SEEK_SET) == far, "a result beyond 32 bits");
#endif
    errno = 4711;
    CHECK(syscall(SYS_close, fd) == 0 && errno == 4711, "success leaves errno alone");
    CHECK(syscall(SYS_close, fd) == -1 && errno == EBADF, "failure sets it: %m");
}

int main(void) {
    signal(SIGUSR1, handler);
    CHECK(syscall(SYS_getppid) == getppid(), "no argument");
    errno = 0;
    CHECK(syscall(100000) == -1 && errno == ENOSYS, "no such call: %m");
#ifndef NEGATIVE_CALL_KILLS
    errno = 0;
    CHECK(syscall(-1) == -1 && errno == ENOSYS, "no such number: %m");
#endif
#if __SIZEOF_LONG__ == 8
    /* The number is a long: the low half alone would be that of the mask. */
    errno = 0;
    struct kernel_set set = to_kernel_set(bit(SIGTERM));
    begin_known(bit(SIGHUP));
    long result = syscall((1l << 32) + SYS_rt_sigprocmask, SIG_SETMASK, &set, NULL, sizeof set);
    printf("# a number beyond 32 bits: %ld, %m\n", result);
    CHECK(saved_mask() == kernel_mask(), "whatever the kernel makes of a number beyond 32 bits");
#endif
    check_files();
    check_process_vm_readv();
    check_pselect();
    check_ppoll();
    check_change("getppid", by_getppid, bit(SIGHUP), bit(SIGHUP));
    check_change("a call that tells the mask", by_telling_the_mask, bit(SIGHUP), bit(SIGHUP));
    return check_done();
}
