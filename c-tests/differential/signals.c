/*
 * signals.c: actions, signals sent to oneself, and what handlers do. A handler
 * takes steps like any other code: it may change the mask, be interrupted, swap
 * away and be resumed much later, edit the mask it returns to, or never return.
 */
#include "model.h"
#include <poll.h>
#include <sys/select.h>
#include <time.h>
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

/* In both C libraries, hidden by newer standards in their headers. */
extern void (*bsd_signal(int signal, void (*handler)(int)))(int);

static void handle(int signal, int which, ucontext_t *context) {
    struct thread *thread = self();
    if (!thread)
        return;
    if (thread->is_vforked) {
        vforked_handler(thread, signal);
        return;
    }
    struct strand *strand = thread->current;
    int saved_errno = get_errno();
    hold(thread);
    if (!strand->expected_count)
        fail(strand, "a handler that nothing called for", 0, (uint64_t)signal);
    struct frame frame = strand->expected[--strand->expected_count];
    equal(strand, "signal of this handler", (uint64_t)frame.signal, (uint64_t)signal);
    equal(strand, "function of this handler", (uint64_t)frame.which, (uint64_t)which);
    strand->mask = frame.blocked;
    check(strand, "kernel's mask in a handler");
    if (context)
        equal(strand, "mask in the frame of a handler", frame.saved, of_set(&context->uc_sigmask));
    strand->handlers++;
    thread->is_temporary = 0;
    note(strand, "handler of signal, having interrupted mask", (uint64_t)signal, frame.saved);
    let_go(thread);
    if (strand->handlers < DEPTH) {
        if (roll(strand, 3) == 0)
            step_probe(strand);
        run(strand, roll(strand, 4));
    }
    thread = strand->thread;
    hold(thread);
    check(strand, "kernel's mask at the end of a handler");
    uint64_t back = frame.saved;
    bool resumes = false;
    if (context && roll(strand, 4) == 0) {
        back = choose(strand);
        put_set(&context->uc_sigmask, back);
        back = normal(back);
    }
    /* A C library's setcontext does not restore all of a signal's context. */
    if (context && fastctx_version)
        resumes = roll(strand, 8) == 0;
    note(strand, resumes ? "setcontext to the frame, its mask" : "return from handler, to mask",
         back, 0);
    strand->handlers--;
    if (frame.stacked)
        strand->expected[strand->expected_count - 1].blocked = back;
    strand->mask = back;
    deliver(strand, back, back, frame.stacked);
    set_errno(saved_errno);
    if (resumes)
        setcontext(context);
}

/* The last four are for SA_SIGINFO, and know their frame. */
#define PLAIN(n)                                                                                   \
    static void plain##n(int signal) { handle(signal, n, NULL); }
#define INFORMED(n)                                                                                \
    static void informed##n(int signal, siginfo_t *info, void *context) {                          \
        (void)info;                                                                                \
        handle(signal, n, context);                                                                \
    }
PLAIN(0)
PLAIN(1)
PLAIN(2)
PLAIN(3)
INFORMED(4)
INFORMED(5)
INFORMED(6)
INFORMED(7)

static void (*const plain[])(int) = {plain0, plain1, plain2, plain3};
static void (*const informed[])(int, siginfo_t *, void *) = {informed4, informed5, informed6,
                                                             informed7};

void (*handler_of(const struct action *action))(int) {
    if (action->kind != HANDLED)
        return action->kind == IGNORED ? SIG_IGN : SIG_DFL;
    if (action->which < HANDLERS / 2)
        return plain[action->which];
    return (void (*)(int))(void *)informed[action->which - HANDLERS / 2];
}

/* The kernel throws away what is pending of a signal that is ignored now. */
void set_aside(struct strand *strand, int signal) {
    for (struct thread *thread = strand->thread; thread; thread = thread->creator) {
        thread->pending &= ~bit(signal);
        thread->pending_process &= ~bit(signal);
    }
}

static bool is_pending(struct strand *strand, int signal) {
    return ((strand->thread->pending | strand->thread->pending_process) & bit(signal)) != 0;
}

static const int known_flags = (int)(SA_NODEFER | SA_RESETHAND | SA_ONSTACK | SA_SIGINFO);

static void check_old(struct strand *strand, const struct sigaction *old,
                      const struct action *before) {
    equal(strand, "old handler of sigaction", (uintptr_t)handler_of(before),
          (uintptr_t)old->sa_handler);
    if (before->kind != HANDLED)
        return;
    equal(strand, "old flags of sigaction", (uint64_t)before->flags,
          (uint64_t)(old->sa_flags & known_flags));
    equal(strand, "old sa_mask of sigaction", before->mask, normal(of_set(&old->sa_mask)));
}

/* A handler by sigaction, with everything that can differ. */
void install(struct strand *strand, int signal) {
    struct thread *thread = strand->thread;
    struct action before = actions[signal], *action = &actions[signal];
    struct sigaction new, old;
    hold(thread);
    memset(&new, 0, sizeof new);
    memset(&old, 0, sizeof old);
    action->kind = HANDLED;
    action->which = (int)roll(strand, HANDLERS);
    action->mask = choose(strand);
    action->flags = action->which < HANDLERS / 2 ? 0 : (int)SA_SIGINFO;
    if (roll(strand, 3) == 0)
        action->flags |= (int)SA_NODEFER;
    if (thread->families & ALTSTACK && roll(strand, 2))
        action->flags |= (int)SA_ONSTACK;
    if (!(thread->families & SHARED) && roll(strand, 6) == 0)
        action->flags |= (int)SA_RESETHAND;
    new.sa_handler = handler_of(action);
    new.sa_mask = set_of(action->mask);
    new.sa_flags = action->flags | (roll(strand, 2) ? SA_RESTART : 0);
    action->mask = normal(action->mask);
    note(strand, "sigaction of signal, flags", (uint64_t)signal, (uint64_t) new.sa_flags);
    note(strand, "... handler, sa_mask", (uint64_t)action->which, action->mask);
    equal(strand, "sigaction", 0, (uint64_t)sigaction(signal, &new, &old));
    check_old(strand, &old, &before);
}

/* A handler by one of the functions that choose the flags themselves. */
static void install_old(struct strand *strand, int number, unsigned way) {
    struct action before = actions[number], *action = &actions[number];
    void (*old)(int) = NULL;
    *action = (struct action){HANDLED, (int)roll(strand, HANDLERS / 2), 0, bit(number)};
    void (*handler)(int) = handler_of(action);
    note(strand, "signal, ssignal, bsd_signal or sysv_signal of signal", (uint64_t)number, way);
    switch (way) {
    case 0:
        old = bsd_signal(number, handler);
        break;
#ifdef __GLIBC__
    case 1:
        old = ssignal(number, handler);
        break;
    case 2:
        action->mask = 0;
        action->flags = (int)(SA_RESETHAND | SA_NODEFER);
        old = sysv_signal(number, handler);
        break;
#endif
    default:
        old = signal(number, handler);
    }
#ifndef __GLIBC__
    action->mask = 0; /* the handler's own signal is blocked all the same */
#endif
    equal(strand, "old handler of signal", (uintptr_t)handler_of(&before), (uintptr_t)old);
}

void step_action(struct strand *strand) {
    struct thread *thread = strand->thread;
    int signal = letter(strand);
    struct action *action = &actions[signal];
    struct sigaction old;
    bool is_fixed = thread->families & SHARED;
    unsigned way = roll(strand, 12);
    hold(thread);
    memset(&old, 0, sizeof old);
    if (is_fixed || way == 0) {
        equal(strand, "sigaction", 0, (uint64_t)sigaction(signal, NULL, &old));
        check_old(strand, &old, action);
    } else if (way == 1) {
        note(strand, "SIG_IGN for signal", (uint64_t)signal, 0);
        set_aside(strand, signal);
        struct action before = *action;
        action->kind = IGNORED;
        struct sigaction new = {.sa_handler = SIG_IGN};
        equal(strand, "sigaction", 0, (uint64_t)sigaction(signal, &new, &old));
        check_old(strand, &old, &before);
    } else if (way == 2) {
        if (is_pending(strand, signal) || thread->creator)
            return;
        note(strand, "SIG_DFL for signal", (uint64_t)signal, 0);
        struct action before = *action;
        action->kind = DEFAULT;
        struct sigaction new = {.sa_handler = SIG_DFL};
        equal(strand, "sigaction", 0, (uint64_t)sigaction(signal, &new, &old));
        check_old(strand, &old, &before);
    } else if (way == 3 && action->kind == HANDLED) {
        note(strand, "siginterrupt of signal", (uint64_t)signal, 0);
        siginterrupt(signal, (int)roll(strand, 2));
    } else if (way < 7) {
        install_old(strand, signal, roll(strand, 4));
    } else {
        install(strand, signal);
    }
}

/* Sends it to this thread; handlers have run when it returns. */
static void send(struct strand *strand, int signal, unsigned way) {
    struct thread *thread = strand->thread;
    long result;
    switch (way) {
    case 0:
        result = raise(signal);
        break;
    case 1:
        result = pthread_kill(pthread_self(), signal);
        break;
    case 2:
        result = syscall(SYS_tgkill, getpid(), (int)syscall(SYS_gettid), signal);
        break;
    case 3:
        result = kill(getpid(), signal);
        break;
    default:
        result = sigqueue(getpid(), signal, (union sigval){.sival_int = (int)thread->step});
    }
    equal(strand, "result of sending a signal", 0, (uint64_t)result);
}

static unsigned will_send(struct strand *strand, int signal) {
    struct thread *thread = strand->thread;
    unsigned way = roll(strand, thread->kills ? 5 : 3);
    note(strand, "raise, pthread_kill, tgkill, kill or sigqueue", (uint64_t)signal, way);
    if (way < 3)
        thread->pending |= bit(signal);
    else
        thread->pending_process |= bit(signal);
    return way;
}

void step_raise(struct strand *strand) {
    struct thread *thread = strand->thread;
    int signal = letter(strand);
    hold(thread);
    if (is_pending(strand, signal) || (strand->handlers >= DEPTH && !(strand->mask & bit(signal))))
        return;
    if (actions[signal].kind == DEFAULT)
        install(strand, signal);
    unsigned way = will_send(strand, signal);
    deliver(strand, strand->mask, strand->mask, false);
    send(strand, signal, way);
}

/* Something pending that is blocked; if need be it is sent now. Zero: there is none. */
static int pend(struct strand *strand) {
    int signal = letter(strand);
    if (!(strand->mask & bit(signal)))
        return 0;
    if (!is_pending(strand, signal)) {
        if (actions[signal].kind == DEFAULT)
            install(strand, signal);
        send(strand, signal, will_send(strand, signal));
    }
    return signal;
}

static void wait_for_handler(struct strand *strand, int signal, uint64_t during) {
    struct thread *thread = strand->thread;
    sigset_t set = set_of(during);
    thread->temporary = normal(during);
    thread->is_temporary = 1;
    deliver(strand, strand->mask, normal(during), false);
    if (during == (strand->mask & ~bit(signal)) && roll(strand, 2)) {
        note(strand, "sigpause", (uint64_t)signal, 0);
        sigpause(signal);
    } else {
        note(strand, "sigsuspend", during, 0);
        sigsuspend(&set);
    }
    self()->is_temporary = 0;
}

static void poll_with(struct strand *strand, bool by_select, uint64_t during) {
    struct thread *thread = strand->thread;
    struct timespec no_time = {0, 0};
    sigset_t set = set_of(during);
    note(strand, by_select ? "pselect" : "ppoll", during, 0);
    thread->temporary = normal(during);
    thread->is_temporary = 1;
    deliver(strand, strand->mask, normal(during), false);
    if (by_select)
        pselect(0, NULL, NULL, NULL, &no_time, &set);
    else
        ppoll(NULL, 0, &no_time, &set);
    self()->is_temporary = 0;
}

void step_wait(struct strand *strand) {
    struct thread *thread = strand->thread;
    unsigned way = roll(strand, 6);
    if (strand->handlers >= DEPTH)
        return;
    hold(thread);
    int signal = pend(strand);
    if (way < 3 && signal && actions[signal].kind == HANDLED) {
        uint64_t during = roll(strand, 2) ? strand->mask : choose(strand);
        wait_for_handler(strand, signal, during & ~bit(signal));
    } else if (way == 3 && signal) {
        sigset_t set = set_of(bit(signal));
        struct timespec no_time = {0, 0};
        note(strand, "sigtimedwait", (uint64_t)signal, 0);
        uint64_t *queue =
            thread->pending & bit(signal) ? &thread->pending : &thread->pending_process;
        *queue &= ~bit(signal);
        equal(strand, "sigtimedwait", (uint64_t)signal,
              (uint64_t)sigtimedwait(&set, NULL, &no_time));
    } else {
        poll_with(strand, way & 1, choose(strand));
    }
}

void step_altstack(struct strand *strand) {
    struct thread *thread = strand->thread;
    hold(thread);
    if (stack_here(thread) == thread->alternate)
        return;
    stack_t stack = {.ss_sp = thread->alternate, .ss_size = STACK};
    stack.ss_flags = roll(strand, 3) ? 0 : SS_DISABLE;
    note(strand, "sigaltstack", (uint64_t)stack.ss_flags, 0);
    equal(strand, "sigaltstack", 0, (uint64_t)sigaltstack(&stack, NULL));
}
