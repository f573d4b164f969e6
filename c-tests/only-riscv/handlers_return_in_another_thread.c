/*
 * A handler that was left in one thread returns in another: to that one's thread
 * pointer, which the kernel has among the registers of a signal frame. (With the C
 * library alone there are two threads with one thread pointer from then on.) One
 * that sets the thread pointer in its frame finds that set. And a context that was
 * delivered to a handler gets the thread pointer of the thread that resumes it.
 */
#include "../context.h"
#include "arch.h"
#include <pthread.h>

static ucontext_t scheduler, task_context;
static char stack[STACK_SIZE];
static volatile int returned, edits, leaves_it_to_others;
static ucontext_t *volatile delivered;
static void *volatile before, *volatile after;

static void *thread_pointer(void) {
    void *tp;
    __asm__ volatile("mv %0, tp" : "=r"(tp));
    return tp;
}

static void handler(int signal, siginfo_t *info, void *context) {
    (void)signal, (void)info;
    delivered = context;
    if (edits)
        CONTEXT_WORD(context, UC_TP) += 16;
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
    /* Never back: the task goes on in the scheduler. */
    if (leaves_it_to_others == 2)
        setcontext(delivered);
    swapcontext(&here, leaves_it_to_others ? delivered : &task_context);
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
    for (leaves_it_to_others = 0; leaves_it_to_others < 3; leaves_it_to_others++) {
        pthread_t thread;
        void *its = NULL;
        returned = 0;
        START(&task_context, stack, NULL, task, 0);
        swapcontext(&scheduler, &task_context);
        CHECK(before == thread_pointer() && !returned, "a handler was left in one thread");
        pthread_create(&thread, NULL, resumes, NULL);
        pthread_join(thread, &its);
        CHECK(returned == 1, "%s in another",
              leaves_it_to_others ? "what it interrupted went on" : "it returned");
        CHECK(after == its && after != before, "with that one's thread pointer");
        CHECK(before == thread_pointer(), "the first thread has its own");
    }

    edits = 1;
    void *edited;
    __asm__ volatile("" ::: "memory");
    long pid = system_call(172, 0, 0, 0, 0), tid = system_call(178, 0, 0, 0, 0);
    register long a7 __asm__("a7") = 131; /* tgkill */
    register long a0 __asm__("a0") = pid;
    register long a1 __asm__("a1") = tid;
    register long a2 __asm__("a2") = SIGUSR1;
    __asm__ volatile("mv t0, tp\n\t"
                     "ecall\n\t"
                     "mv %1, tp\n\t"
                     "mv tp, t0"
                     : "+r"(a0), "=&r"(edited)
                     : "r"(a7), "r"(a1), "r"(a2)
                     : "t0", "memory");
    CHECK(edited == (char *)thread_pointer() + 16,
          "a handler that sets it in its frame has it set");
    return check_done();
}
