/* model.c: the numbers, the predictions, and the report when one is wrong. */
#include "model.h"
#include <errno.h>
#include <stdatomic.h>

struct action actions[SIGNALS];
uint64_t possible, full;
bool is_tracing;
volatile uint64_t progress;
static _Thread_local struct thread *this_thread;
static char replay[200];

/* In functions of their own: a strand may be on another thread after any call. */
__attribute__((noinline)) struct thread *self(void) {
    __asm__ volatile("" ::: "memory");
    return this_thread;
}

__attribute__((noinline)) void set_self(struct thread *thread) { this_thread = thread; }

/* A compiler may take errno's address to be the same all through a function. */
__attribute__((noinline)) int get_errno(void) { return errno; }

__attribute__((noinline)) void set_errno(int value) { errno = value; }

/* Neither SIGKILL nor the C library's own signals; nor those of an emulator,
 * which does not take SIGKILL out of every mask, so we do not put it in. */
void find_possible(void) {
    sigset_t all;
    sigfillset(&all);
    uint64_t most = of_set(&all), before = 0;
    ask_kernel(SIG_SETMASK, &most, &before);
    ask_kernel(SIG_SETMASK, &before, &possible);
    full = possible & bit(64) ? most : possible;
}

/* splitmix64 */
static uint64_t next(uint64_t *state) {
    uint64_t z = *state += 0x9e3779b97f4a7c15;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
    z = (z ^ z >> 27) * 0x94d049bb133111eb;
    return z ^ z >> 31;
}

uint64_t mix(uint64_t seed) { return next(&seed); }

unsigned roll(struct strand *strand, unsigned sides) {
    return (unsigned)((next(&strand->thread->random) >> 33) % sides);
}

/* A mask that a program asks for; SIGKILL may be in it. */
uint64_t choose(struct strand *strand) {
    struct thread *thread = strand->thread;
    uint64_t tick = tick_signal && roll(strand, 4) == 0 ? bit(tick_signal) : 0;
    if (thread->families & WIDE && roll(strand, 2))
        return next(&thread->random) & full;
    switch (roll(strand, 16)) {
    case 0:
    case 1:
        return tick;
    case 2:
    case 3:
    case 4: {
        uint64_t mask = tick;
        for (int i = 0; i < thread->letter_count; i++)
            mask |= roll(strand, 2) ? bit(thread->letters[i]) : 0;
        return mask;
    }
    case 5:
        return strand->mask;
    case 6:
        return thread->alone ? full : thread->alphabet;
    case 7:
        return bit(letter(strand)) | tick;
    default:
        return thread->masks[roll(strand, MASKS)];
    }
}

int letter(struct strand *strand) {
    struct thread *thread = strand->thread;
    return thread->letters[roll(strand, (unsigned)thread->letter_count)];
}

static void print_note(const struct note *note) {
    dprintf(STDOUT_FILENO, "# %6u  strand %d, depth %d, mask %#llx: %s %#llx %#llx\n", note->step,
            note->strand, note->depth, (unsigned long long)note->mask, note->what,
            (unsigned long long)note->a, (unsigned long long)note->b);
}

void note(struct strand *strand, const char *what, uint64_t a, uint64_t b) {
    struct thread *thread = strand->thread;
    struct note *note = &thread->notes[thread->noted++ % NOTES];
    note->step = thread->step;
    note->strand = (short)strand->number;
    note->depth = (short)(100 * strand->handlers + strand->depth);
    note->what = what;
    note->a = a;
    note->b = b;
    note->mask = strand->mask;
    if (is_tracing)
        print_note(note);
}

static void print_notes(const struct thread *thread) {
    unsigned first = thread->noted > NOTES ? thread->noted - NOTES : 0;
    for (unsigned i = first; i < thread->noted; i++)
        print_note(&thread->notes[i % NOTES]);
}

void replay_with(const char *arguments) { snprintf(replay, sizeof replay, "%s", arguments); }

/* The first thread to fail speaks, and ends the process. */
void fail(struct strand *strand, const char *what, uint64_t want, uint64_t got) {
    static atomic_flag has_failed = ATOMIC_FLAG_INIT;
    struct thread *thread = strand->thread;
    sigset_t all = set_of(~(uint64_t)0);
    pthread_sigmask(SIG_SETMASK, &all, NULL);
    /* A child of vfork has this flag in common with its parent, who speaks too. */
    if (!thread->is_vforked && atomic_flag_test_and_set(&has_failed))
        for (;;)
            pause();
    if (!is_tracing) {
        dprintf(STDOUT_FILENO, "# The steps of the program, oldest first (depth: 100 for each "
                               "handler, 1 for each step within a step):\n");
        if (thread->creator)
            print_notes(thread->creator);
        print_notes(thread);
    }
    dprintf(STDOUT_FILENO,
            "# WRONG: %s\n#   expected %#018llx\n#   actual   %#018llx\n"
            "#   strand %d, step %u of the program with seed %#llx%s%s\n"
            "#   that program alone: %s %s --seed %#llx\n",
            what, (unsigned long long)want, (unsigned long long)got, strand->number, thread->step,
            (unsigned long long)thread->seed, thread->is_child ? ", in a child of fork" : "",
            thread->is_nested ? ", in a thread that a step created" : "", program_name, replay,
            (unsigned long long)(thread->creator ? thread->creator->seed : thread->seed));
    _exit(1);
}

void equal(struct strand *strand, const char *what, uint64_t want, uint64_t got) {
    if (want != got)
        fail(strand, what, want, got);
}

void check(struct strand *strand, const char *what) {
    equal(strand, what, strand->mask, kernel_mask());
}

/* The frames that the kernel makes once `blocked` is in force. Until their
 * handlers have begun, ticks keep out: what is pending is not as it looks. */
void deliver(struct strand *strand, uint64_t saved, uint64_t blocked, bool stacked) {
    struct thread *thread = strand->thread;
    bool was_busy = thread->is_busy, is_interrupted = false;
    hold(thread);
    for (;;) {
        uint64_t *queue = &thread->pending;
        if (!(*queue & ~blocked))
            queue = &thread->pending_process;
        uint64_t let_through = *queue & ~blocked;
        if (!let_through)
            break;
        int signal = __builtin_ctzll(let_through) + 1;
        struct action *action = &actions[signal];
        *queue &= ~bit(signal);
        if (action->kind != HANDLED)
            continue;
        if (strand->expected_count == EXPECTED)
            fail(strand, "the test: too many frames", EXPECTED, 0);
        struct frame *frame = &strand->expected[strand->expected_count++];
        is_interrupted = true;
        frame->signal = signal;
        frame->which = action->which;
        frame->stacked = stacked;
        frame->saved = saved;
        blocked |= action->mask | (action->flags & SA_NODEFER ? 0 : bit(signal));
        frame->blocked = blocked;
        saved = blocked;
        stacked = true;
        if (action->flags & SA_RESETHAND)
            action->kind = DEFAULT;
    }
    if (!was_busy && !is_interrupted)
        let_go(thread);
}

/* The call that follows sets this mask. */
void becomes(struct strand *strand, uint64_t mask) {
    strand->mask = normal(mask);
    deliver(strand, strand->mask, strand->mask, false);
}

/* Which stack the caller is on; null: the thread's own. */
const void *stack_here(struct thread *thread) {
    char here;
    uintptr_t at = (uintptr_t)&here;
    if (at - (uintptr_t)thread->alternate < STACK)
        return thread->alternate;
    for (int i = 1; i < STRANDS; i++) {
        struct strand *strand = thread->own[i];
        if (strand && at - (uintptr_t)strand->stack < STACK)
            return strand->stack;
    }
    return NULL;
}
