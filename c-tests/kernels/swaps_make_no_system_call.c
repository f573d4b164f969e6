/*
 * Under the auto policy ten million switches between contexts of one mask make
 * no more calls of rt_sigprocmask than the kernel took the processor away: a
 * tracer counts them.
 */
#include "../check.h"
#include "../context.h"
#include <fastctx.h>
#include <signal.h>
#include <stdint.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>

enum { SWAPS = 10000000 };

/* struct ptrace_syscall_info (linux/ptrace.h), as far as its entry goes. */
struct system_call {
    uint8_t op, padding[3];
    uint32_t arch;
    uint64_t instruction_pointer, stack_pointer, number;
};
enum { GET_SYSCALL_INFO = 0x420e, ENTRY = 1 };

static ucontext_t here, partner;
static char stack[STACK_SIZE];

static void partner_body(void) {
    for (;;)
        swapcontext(&partner, &here);
}

static int swap_back_and_forth(void) {
    ptrace(PTRACE_TRACEME, 0, NULL, NULL);
    raise(SIGSTOP);
    START(&partner, stack, NULL, partner_body, 0);
    for (int i = 0; i < SWAPS / 2; i++)
        swapcontext(&here, &partner);
    return 0;
}

int main(void) {
    REQUIRE(fastctx_sigmask_policy() == FASTCTX_SIGMASK_AUTO, "the policy is auto");
    struct timespec begin, end;
    clock_gettime(CLOCK_MONOTONIC, &begin);
    pid_t child = fork();
    if (child == 0)
        _exit(swap_back_and_forth());
    int status;
    waitpid(child, &status, 0);
    ptrace(PTRACE_SETOPTIONS, child, NULL, (void *)PTRACE_O_TRACESYSGOOD);
    long all = 0, of_masks = 0;
    for (long signal = 0;;) {
        ptrace(PTRACE_SYSCALL, child, NULL, (void *)signal);
        waitpid(child, &status, 0);
        if (!WIFSTOPPED(status))
            break;
        signal = WSTOPSIG(status);
        if (signal != (SIGTRAP | 0x80)) {
            if (signal == SIGSTOP)
                signal = 0;
            continue;
        }
        signal = 0;
        struct system_call call;
        if (syscall(SYS_ptrace, GET_SYSCALL_INFO, child, sizeof call, &call) > 0 &&
            call.op == ENTRY) {
            all++;
            of_masks += call.number == SYS_rt_sigprocmask;
        }
    }
    clock_gettime(CLOCK_MONOTONIC, &end);
    struct rusage usage;
    getrusage(RUSAGE_CHILDREN, &usage);
    long away = usage.ru_nvcsw + usage.ru_nivcsw;
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0, "%d swaps: %#x", SWAPS, status);
    CHECK(of_masks <= away + 16, "%ld calls of rt_sigprocmask of %ld in all, %ld times preempted",
          of_masks, all, away);
    printf("# %.1f ns a swap\n",
           ((end.tv_sec - begin.tv_sec) * 1e9 + (end.tv_nsec - begin.tv_nsec)) / SWAPS);
    return check_done();
}
