/* masks.c: every function by which a thread changes its own mask. */
#include "model.h"
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

static const char *const name[] = {"SIG_BLOCK", "SIG_UNBLOCK", "SIG_SETMASK"};
static const int how_of[] = {SIG_BLOCK, SIG_UNBLOCK, SIG_SETMASK};

static uint64_t changed(uint64_t mask, int how, uint64_t by) {
    return how == SIG_BLOCK ? mask | by : how == SIG_UNBLOCK ? mask & ~by : by;
}

void step_mask(struct strand *strand) {
    unsigned which = roll(strand, 3), way = roll(strand, 6);
    int how = how_of[which], result = 0;
    uint64_t by = choose(strand), before = strand->mask;
    sigset_t set = set_of(by), old = set_of(before);
    note(strand, name[which], way, by);
    if (way < 5)
        becomes(strand, changed(before, how, by));
    switch (way) {
    case 0:
        result = sigprocmask(how, &set, &old);
        break;
    case 1:
        result = sigprocmask(how, &set, NULL);
        break;
    case 2:
        result = pthread_sigmask(how, &set, &old);
        break;
    case 3:
        result = pthread_sigmask(how, &set, NULL);
        break;
    case 4:
        result = (int)syscall(SYS_rt_sigprocmask, how, &set, &old, (long)KERNEL_SET_SIZE);
        break;
    default:
        result = sigprocmask(how, NULL, &old);
    }
    equal(strand, "result of a mask change", 0, (uint64_t)result);
    equal(strand, "old mask of a mask change", before, of_set(&old));
}

/* What the functions of System V do with one signal. */
static void one_signal(struct strand *strand, unsigned way) {
    if (way > 1)
        hold(strand->thread);
    int signal = letter(strand);
    uint64_t mask = strand->mask;
    struct action *action = &actions[signal];
    void (*old)(int) = mask & bit(signal) ? SIG_HOLD : handler_of(action), (*got)(int) = old;
    bool is_fixed = strand->thread->families & SHARED;
    int result = 0;
    switch (way) {
    case 0:
        note(strand, "sighold", (uint64_t)signal, 0);
        becomes(strand, mask | bit(signal));
        result = sighold(signal);
        break;
    case 1:
        note(strand, "sigrelse", (uint64_t)signal, 0);
        becomes(strand, mask & ~bit(signal));
        result = sigrelse(signal);
        break;
    case 2:
        note(strand, "sigset SIG_HOLD", (uint64_t)signal, 0);
        becomes(strand, mask | bit(signal));
        got = sigset(signal, SIG_HOLD);
        break;
    case 3:
        if (is_fixed)
            break;
        note(strand, "sigset SIG_IGN", (uint64_t)signal, 0);
        set_aside(strand, signal);
        action->kind = IGNORED;
        becomes(strand, mask & ~bit(signal));
        got = sigset(signal, SIG_IGN);
        break;
    case 4:
        if (is_fixed)
            break;
        note(strand, "sigignore", (uint64_t)signal, 0);
        set_aside(strand, signal);
        action->kind = IGNORED;
        result = sigignore(signal);
        break;
    case 5:
        if (is_fixed || (strand->thread->pending | strand->thread->pending_process) & bit(signal) ||
            strand->thread->creator)
            break;
        note(strand, "sigset SIG_DFL", (uint64_t)signal, 0);
        action->kind = DEFAULT;
        becomes(strand, mask & ~bit(signal));
        got = sigset(signal, SIG_DFL);
        break;
    default:
        if (is_fixed)
            break;
        note(strand, "sigset handler", (uint64_t)signal, 0);
        *action = (struct action){HANDLED, (int)roll(strand, HANDLERS / 2), 0, 0};
        void (*handler)(int) = handler_of(action);
        becomes(strand, mask & ~bit(signal));
        got = sigset(signal, handler);
    }
    equal(strand, "result of a System V signal function", 0, (uint64_t)result);
    equal(strand, "old handler of sigset", (uintptr_t)old, (uintptr_t)got);
}

void step_oldmask(struct strand *strand) {
#ifdef __GLIBC__
    const uint64_t low = (uint32_t) ~(uint32_t)0;
    uint64_t by = choose(strand) & low, mask = strand->mask, old;
    switch (roll(strand, 4)) {
    case 0:
        note(strand, "sigblock", by, 0);
        becomes(strand, mask | by);
        old = (uint32_t)sigblock((int)(uint32_t)by);
        break;
    case 1:
        note(strand, "sigsetmask", by, 0);
        becomes(strand, by);
        old = (uint32_t)sigsetmask((int)(uint32_t)by);
        break;
    default:
        one_signal(strand, roll(strand, 8));
        return;
    }
    equal(strand, "old mask of sigblock or sigsetmask", mask & low, old);
#else
    one_signal(strand, roll(strand, 8));
#endif
}
