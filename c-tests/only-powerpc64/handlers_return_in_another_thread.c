/*
 * A handler that was left in one thread returns in another: to that one's thread
 * pointer, which the kernel has among the registers of a signal frame. (With the C
 * library alone there are two threads with one thread pointer from then on.) One
 * that sets the thread pointer in its frame finds that set.
 */
#include "../context.h"
#include "arch.h"
#include <pthread.h>
#include <sys/syscall.h>
#include <unistd.h>

static ucontext_t scheduler, task_context;
static char stack[STACK_SIZE];
static volatile int returned, edits;
static void *volatile before, *volatile after;

static void *thread_pointer(void) {
    void *tp;
    __asm__ volatile("mr %0, 13" : "=r"(tp));
    return tp;
}

static void handler(int signal, siginfo_t *info, void *context) {
    (void)signal, (void)info;
    if (edits)
        ((ucontext_t *)context)->uc_mcontext.gp_regs[13] += 16;
    else
        swapcontext(&task_context, &scheduler);
}

static void task(void) {
    before = thread_pointer();
    raise(SIGUSR1);
    after = thread_pointer();
    returned++;
    setcontext(&scheduler);
}

static void *other_thread(void *argument) {
    (void)argument;
    static ucontext_t here;
    swapcontext(&here, &task_context); /* never back: the task goes on in the scheduler */
    return NULL;
}

static void *resumes(void *argument) {
    (void)argument;
    volatile int again = 0;
    getcontext(&scheduler);
    if (!again) {
        again = 1;
        other_thread(NULL);
    }
    return thread_pointer();
}

int main(void) {
    struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO | SA_NODEFER};
    sigaction(SIGUSR1, &action, NULL);
    START(&task_context, stack, NULL, task, 0);
    swapcontext(&scheduler, &task_context);
    CHECK(before == thread_pointer() && !returned, "a handler was left in one thread");
    pthread_t thread;
    void *its = NULL;
    pthread_create(&thread, NULL, resumes, NULL);
    pthread_join(thread, &its);
    CHECK(returned == 1, "it returned in another");
    CHECK(after == its && after != before, "to that one's thread pointer");
    CHECK(before == thread_pointer(), "the first thread has its own");

    edits = 1;
    void *edited;
    const long pid = getpid(), tid = syscall(SYS_gettid);
    register long r0 __asm__("r0") = SYS_tgkill;
    register long r3 __asm__("r3") = pid;
    register long r4 __asm__("r4") = tid;
    register long r5 __asm__("r5") = SIGUSR1;
    __asm__ volatile("mr 14, 13\n\t"
                     "sc\n\t"
                     "mr %0, 13\n\t"
                     "mr 13, 14"
                     : "=&r"(edited), "+r"(r0), "+r"(r3), "+r"(r4), "+r"(r5)
                     :
                     : "r6", "r7", "r8", "r9", "r10", "r11", "r12", "r14", "ctr", "xer", "cr0",
                       "memory");
    CHECK(edited == (char *)thread_pointer() + 16,
          "a handler that sets it in its frame has it set");
    return check_done();
}
