/*
 * ticks.c: timers that interrupt the program anywhere. What they interrupt
 * must find its mask as it was. Half of the ticks only go to another context
 * and back; the others, where no step forbids it, leave the interrupted strand
 * to the scheduler of the day, and return when somebody resumes it.
 */
#include "model.h"
#include <sys/time.h>
#include <time.h>

#ifndef sigev_notify_thread_id
#define sigev_notify_thread_id _sigev_un._tid
#endif

int tick_signal;
uint64_t tick_mask;

/* Somebody else's steps may leave signals pending that the interrupted code
 * did not count on: they are taken back. */
static void preempt(struct thread *thread, struct strand *strand, uint64_t now) {
    hold(thread);
    struct strand *to = find(strand);
    if (to) {
        uint64_t in_flux = strand->mask, before = thread->pending;
        strand->preempted++;
        strand->mask = now;
        note(strand, "preempted by a tick", 0, 0);
        swap_to(strand, to);
        hold(thread);
        for (uint64_t new; (new = thread->pending & ~before);) {
            int signal = __builtin_ctzll(new) + 1;
            sigset_t set = set_of(bit(signal));
            struct timespec no_time = {0, 0};
            equal(strand, "sigtimedwait", (uint64_t)signal,
                  (uint64_t)sigtimedwait(&set, NULL, &no_time));
            thread->pending &= ~bit(signal);
        }
        check(strand, "kernel's mask at the end of a preempting tick");
        note(strand, "return from a preempting tick", 0, 0);
        strand->mask = in_flux;
        strand->preempted--;
        thread->preemptions++;
    }
    let_go(thread);
}

static void tick(int signal, siginfo_t *info, void *argument) {
    ucontext_t *context = argument;
    struct thread *thread = self();
    (void)info;
    if (!thread || !thread->current || thread->is_vforked)
        return;
    struct strand *strand = thread->current;
    int saved_errno = get_errno();
    uint64_t now = kernel_mask(), saved = of_set(&context->uc_sigmask);
    uint64_t blocked = tick_mask | bit(signal);
    if (now != (saved | blocked) && !(thread->is_temporary && now == (thread->temporary | blocked)))
        fail(strand, "kernel's mask in a tick's handler", saved | blocked, now);
    thread->ticks++;
    if (thread->is_busy || strand->preempted || strand->handlers >= DEPTH || !can_leave(strand) ||
        mix(thread->ticks + thread->seed) & 1) {
        excursion(thread, thread->tick_stack, (unsigned)thread->ticks & 3);
        equal(strand, "kernel's mask at the end of a tick's handler", now, kernel_mask());
    } else {
        preempt(thread, strand, now);
    }
    set_errno(saved_errno);
}

/* The timer's signal comes after all others where several are let through at once. */
void start_ticking(bool is_alone, uint64_t mask) {
    tick_signal = is_alone ? SIGALRM : 62; /* an emulator may need 63 and 64 */
    tick_mask = normal(mask);
    struct sigaction action = {.sa_sigaction = tick, .sa_flags = SA_SIGINFO | SA_RESTART};
    action.sa_mask = set_of(mask);
    sigaction(tick_signal, &action, NULL);
}

/* One thread alone has setitimer's, which is the process's; others have their own. */
void *tick_thread(struct thread *thread, int hertz) {
    long nanoseconds = 1000000000L / hertz;
    if (thread->alone) {
        struct itimerval interval = {{0, nanoseconds / 1000}, {0, nanoseconds / 1000}};
        setitimer(ITIMER_REAL, &interval, NULL);
        return NULL;
    }
    struct sigevent event = {.sigev_notify = SIGEV_THREAD_ID, .sigev_signo = tick_signal};
    event.sigev_notify_thread_id = (pid_t)syscall(SYS_gettid);
    struct itimerspec interval = {{0, nanoseconds}, {0, nanoseconds}};
    timer_t timer;
    if (timer_create(CLOCK_MONOTONIC, &event, &timer) != 0)
        return NULL;
    timer_settime(timer, 0, &interval, NULL);
    return (void *)timer;
}

void stop_thread(void *timer) {
    struct itimerval off = {{0, 0}, {0, 0}};
    if (timer)
        timer_delete((timer_t)timer);
    else
        setitimer(ITIMER_REAL, &off, NULL);
}
