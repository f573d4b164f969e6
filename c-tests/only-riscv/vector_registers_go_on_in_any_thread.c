/*
 * A context that was delivered to a handler with vector registers goes on with them in
 * a thread that has none yet; the kernel alone refuses that and ends the process.
 * (The kernel, that is, not qemu-user: c-tests/kernels.sh can run this under one.)
 */
#include "../context.h"
#include "arch.h"
#include <pthread.h>
#include <sys/auxv.h>

static ucontext_t scheduler, task_context, *delivered;
static char stack[STACK_SIZE];
static unsigned char stored[16];
static volatile int done;

static void handler(int signal, siginfo_t *info, void *context) {
    (void)signal, (void)info;
    delivered = context;
    skip_trap(delivered);
    setcontext(&scheduler);
}

/* vsetivli zero, 16, e8, m1, ta, ma; vmv.v.i v1, 7; a trap; vse8.v v1, (a0) */
static void task(void) {
    register unsigned char *a0 __asm__("a0") = stored;
    __asm__ volatile(".4byte 0xcc087057, 0x5e03b0d7, 0x00100073, 0x020500a7" ::"r"(a0) : "memory");
    done++;
    setcontext(&scheduler);
}

static void *resumes(void *argument) {
    volatile int again = 0;
    getcontext(&scheduler);
    if (!again) {
        again = 1;
        setcontext(delivered);
    }
    return argument;
}

int main(void) {
    struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};
    if (!(getauxval(AT_HWCAP) >> ('V' - 'A') & 1))
        SKIP_ALL("no vector registers here");
    sigaction(TRAP_SIGNAL, &action, NULL);
    START(&task_context, stack, NULL, task, 0);
    swapcontext(&scheduler, &task_context);
    CHECK(delivered && !done, "a thread that uses vector registers was interrupted");
    pthread_t thread;
    pthread_create(&thread, NULL, resumes, NULL);
    pthread_join(thread, NULL);
    CHECK(done == 1, "it went on in another");
    CHECK(stored[0] == 7 && stored[15] == 7, "with its vector registers: %d", stored[15]);
    return check_done();
}
