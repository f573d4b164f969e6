/*
 * A handler that was left in one thread returns in another: to that one's thread
 * pointer, which the kernel has in the frame of a signal, with SA_SIGINFO and without.
 * (With the C library alone there are two threads with one thread pointer from then
 * on.) A handler that sets the access registers in its frame finds them set.
 */
#include "../context.h"
#include "arch.h"
#include <pthread.h>
#include <sys/syscall.h>

static ucontext_t scheduler, task_context;
static char stack[STACK_SIZE];
static volatile int returned, edits;
static void *volatile before, *volatile after;

static void *thread_pointer(void) {
    void *pointer;
    __asm__ volatile("stam %%a0,%%a1,%0" : "=Q"(pointer));
    return pointer;
}

static void handler(int signal, siginfo_t *info, void *context) {
    (void)signal, (void)info;
    if (edits)
        ((ucontext_t *)context)->uc_mcontext.aregs[1] += 16;
    else
        swapcontext(&task_context, &scheduler);
}
static void plain_handler(int signal) { handler(signal, NULL, NULL); }

static void task(void) {
    before = thread_pointer();
    raise(SIGUSR1);
    after = thread_pointer();
    returned++;
    setcontext(&scheduler);
}

static void *resumes(void *argument) {
    volatile int again = 0;
    (void)argument;
    getcontext(&scheduler);
    if (!again) {
        again = 1;
        setcontext(&task_context); /* the task goes on in the scheduler */
    }
    return thread_pointer();
}

static void check(const char *kind) {
    pthread_t thread;
    void *its = NULL;
    returned = 0;
    START(&task_context, stack, NULL, task, 0);
    swapcontext(&scheduler, &task_context);
    CHECK(before == thread_pointer() && !returned, "%s: it was left in one thread", kind);
    pthread_create(&thread, NULL, resumes, NULL);
    pthread_join(thread, &its);
    CHECK(returned == 1, "it returned in another");
    CHECK(after == its && after != before, "to that one's thread pointer");
    CHECK(before == thread_pointer(), "the first thread has its own");
}

int main(void) {
    struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO | SA_NODEFER};
    sigaction(SIGUSR1, &action, NULL);
    check("a handler with SA_SIGINFO");
    action = (struct sigaction){.sa_handler = plain_handler, .sa_flags = SA_NODEFER};
    sigaction(SIGUSR1, &action, NULL);
    check("a handler without");

    action = (struct sigaction){.sa_sigaction = handler, .sa_flags = SA_SIGINFO | SA_NODEFER};
    sigaction(SIGUSR1, &action, NULL);
    edits = 1;
    void *own = thread_pointer(), *edited;
    register long r2 __asm__("r2") = system_call(SYS_getpid, 0, 0, 0, 0);
    register long r3 __asm__("r3") = system_call(SYS_gettid, 0, 0, 0, 0);
    register long r4 __asm__("r4") = SIGUSR1;
    register long r1 __asm__("r1") = SYS_tgkill;
    __asm__ volatile("stam %%a0,%%a1,%2\n\t"
                     "svc 0\n\t"
                     "stam %%a0,%%a1,%1\n\t"
                     "lam %%a0,%%a1,%2"
                     : "+d"(r2), "=Q"(edited), "=Q"(own)
                     : "d"(r1), "d"(r3), "d"(r4)
                     : "memory", "cc");
    CHECK(edited == (char *)own + 16, "a handler that sets it in its frame has it set");
    return check_done();
}
