/*
 * model.h: what a thread's signal mask has to be, step by step.
 *
 * A random program is a list of steps that several strands of one thread take
 * in turns. A strand is a flow of execution with a stack of its own: the
 * thread's first one, or what makecontext made. Each step says beforehand, in
 * `mask`, what the mask will be after it, and the kernel is asked afterwards.
 *
 * The rules that the model follows:
 *
 *  - The mask belongs to the context. What switches (swapcontext, setcontext,
 *    the return to uc_link) sets the mask in the resumed context's uc_sigmask;
 *    swapcontext and getcontext save the thread's in the one that they write.
 *  - sigprocmask and its relatives do what their manuals say. SIGKILL and
 *    SIGSTOP are in no mask; the C library's own (32 to 34) are left out here.
 *  - A jump restores the mask if sigsetjmp saved one, and leaves it otherwise.
 *  - A handler runs with what was blocked before, its action's sa_mask and,
 *    without SA_NODEFER, its own signal. Its return sets the mask in the frame,
 *    which the handler may have edited. Its frame holds the interrupted mask;
 *    when sigsuspend or ppoll was interrupted, that from before the call.
 *  - Once a mask lets several pending signals through, the kernel builds one
 *    frame on top of the other before it returns to the program, in the order
 *    of their numbers, each blocking what the ones before it have left. So the
 *    last one runs first and returns into the first instruction of the one
 *    before it. Signals sent to the thread come before those to the process.
 *  - An ignored signal stays pending while it is blocked, and then vanishes;
 *    so does a pending one as soon as it is ignored.
 *  - A new thread starts with its creator's mask and nothing pending; so does
 *    a child of fork or vfork.
 *
 * `deliver` predicts the frames and puts them in `expected`; a handler takes
 * its own from there.
 *
 * A handler may run in the middle of a switch: then it already belongs to the
 * resumed strand, though it may still be on the left one's stack. That one is
 * `pinned`, and nobody resumes it, until the resumed strand has arrived.
 *
 * Timers tick wherever they like (ticks.c). Their handler draws no numbers of
 * the program and leaves the mask as it was, so the model holds around it.
 */
#ifndef MODEL_H
#define MODEL_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "../kernel_set.h"
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

enum {
    SIGNALS = 65,
    STRANDS = 9, /* of a thread, the first of them on its own stack */
    LETTERS = 4, /* signals that a thread sends and blocks */
    MASKS = 4,   /* masks that a program prefers, so that equal ones meet */
    EXPECTED = 64,
    FROM = 16,
    NOTES = 4096,
    DEPTH = 5, /* of steps within steps */
    STACK = 256 * 1024,
    HANDLERS = 8
};

/* What steps a program takes; and how a suite of programs runs. */
enum family {
    SWITCH = 1 << 0,   /* the observers: they are in every program */
    MASK = 1 << 1,     /* sigprocmask, pthread_sigmask, the system call */
    OLDMASK = 1 << 2,  /* the functions of BSD and System V */
    JUMP = 1 << 3,     /* longjmp's family; setcontext to a live frame */
    SIGNAL = 1 << 4,   /* actions, handlers */
    WAIT = 1 << 5,     /* sigsuspend, ppoll, sigtimedwait */
    ALTSTACK = 1 << 6, /* handlers on a signal stack */
    PROCESS = 1 << 7,  /* fork, vfork, posix_spawn, system */
    THREAD = 1 << 8,   /* threads that come and go */
    MIGRATE = 1 << 9,  /* strands change threads */
    WIDE = 1 << 10,    /* any mask at all: more than a table will hold */
    SHARED = 1 << 11   /* all threads send the same signals; actions are fixed */
};

struct action {
    enum { DEFAULT, IGNORED, HANDLED } kind;
    int which, flags;
    uint64_t mask;
};

/* A handler's frame that the kernel will have made. */
struct frame {
    int signal, which;
    bool stacked; /* it returns into the handler of the frame below */
    uint64_t saved, blocked;
};

/* A place in a live frame where a jump can go. */
struct mark {
    struct mark *outer;
    bool is_context, saves;
    uint64_t mask;
    int visits, depth, handlers, expected_count, from_count;
    const void *stack;
    ucontext_t context;
    sigjmp_buf jump;
};

struct strand {
    struct thread *thread; /* whose it is */
    int number;
    enum { DEAD, READY, RUNNING } state;
    volatile bool pinned;
    uint64_t mask;     /* what it has, or what it will resume with */
    ucontext_t *point; /* READY: where it resumes */
    ucontext_t made, link;
    struct strand *caller;     /* who saved itself in `link` last, */
    bool link_is_used;         /* and has not been resumed to the end */
    struct strand *from[FROM]; /* pinned until this one arrives */
    int from_count;
    struct mark *marks;
    struct frame expected[EXPECTED];
    int expected_count;
    int depth, handlers, preempted;
    char *stack;
};

struct note {
    unsigned step;
    short strand, depth;
    const char *what;
    uint64_t a, b, mask;
};

struct thread {
    struct strand *current;
    struct strand *own[STRANDS];
    struct strand root;
    uint64_t random, seed;
    unsigned step, limit, families;
    int letters[LETTERS], letter_count;
    uint64_t alphabet, masks[MASKS];
    uint64_t pending, pending_process;
    bool alone, is_child, is_nested, kills, is_over;
    struct thread *creator, *nested;
    ucontext_t base;
    uint64_t base_mask;
    /* Between this thread's code and the handlers on it. */
    volatile sig_atomic_t is_busy;      /* no tick may change strands */
    volatile sig_atomic_t is_temporary; /* sigsuspend's mask is, or was, in force */
    volatile uint64_t temporary;
    volatile sig_atomic_t is_vforked;
    struct trip *volatile trip;
    char *alternate, *trip_stack, *tick_stack;
    uint64_t tick_random;
    uint64_t ticks, preemptions;
    unsigned noted;
    struct note notes[NOTES];
};

extern struct action actions[SIGNALS];
extern int tick_signal; /* 0: no timer */
extern uint64_t tick_mask;
extern bool is_tracing;
extern volatile uint64_t progress; /* for the watchdog */

/* The library under test says so by a function that no C library has. */
extern const char *fastctx_version(void) __attribute__((weak));

static inline sigset_t set_of(uint64_t mask) {
    sigset_t set;
    memset(&set, 0, sizeof set);
    put_set(&set, mask);
    return set;
}

/* What becomes of a mask that a program asks for: what can be blocked at all. */
extern uint64_t possible, full;
static inline uint64_t normal(uint64_t mask) { return mask & possible; }

/* No tick may change strands in between. */
static inline void hold(struct thread *thread) {
    thread->is_busy = 1;
    __asm__ volatile("" ::: "memory");
}

static inline void let_go(struct thread *thread) {
    __asm__ volatile("" ::: "memory");
    thread->is_busy = 0;
}

/* model.c */
struct thread *self(void);
void set_self(struct thread *thread);
int get_errno(void);
void set_errno(int value);
void find_possible(void);
uint64_t mix(uint64_t seed);
unsigned roll(struct strand *strand, unsigned sides);
uint64_t choose(struct strand *strand);
int letter(struct strand *strand);
void note(struct strand *strand, const char *what, uint64_t a, uint64_t b);
_Noreturn void fail(struct strand *strand, const char *what, uint64_t want, uint64_t got);
void check(struct strand *strand, const char *what);
void equal(struct strand *strand, const char *what, uint64_t want, uint64_t got);
void deliver(struct strand *strand, uint64_t saved, uint64_t blocked, bool stacked);
void becomes(struct strand *strand, uint64_t mask);
const void *stack_here(struct thread *thread);
void replay_with(const char *arguments);

/* switches.c */
void arrive(struct strand *strand, int level);
void swap_to(struct strand *strand, struct strand *to);
struct strand *find(struct strand *strand);
bool can_leave(struct strand *strand);
void make(struct strand *strand, struct strand *target);
void excursion(struct thread *thread, char *stack, unsigned way);
void step_swap(struct strand *strand);
void step_leave(struct strand *strand);
void step_make(struct strand *strand);
void step_probe(struct strand *strand);
void step_edit(struct strand *strand);
void step_excursion(struct strand *strand);

/* masks.c */
void step_mask(struct strand *strand);
void step_oldmask(struct strand *strand);

/* jumps.c, fortified.c */
void step_mark(struct strand *strand);
void step_mark_context(struct strand *strand);
void step_jump(struct strand *strand);
_Noreturn void fortified_longjmp(sigjmp_buf buffer, int value);

/* signals.c */
void (*handler_of(const struct action *action))(int);
void install(struct strand *strand, int signal);
void set_aside(struct strand *strand, int signal); /* no longer pending: ignored */
void step_action(struct strand *strand);
void step_raise(struct strand *strand);
void step_wait(struct strand *strand);
void step_altstack(struct strand *strand);

/* processes.c, threads.c */
void step_process(struct strand *strand);
void step_vfork(struct strand *strand);
void vforked_handler(struct thread *thread, int signal);
void step_thread(struct strand *strand);
void step_migrate(struct strand *strand);

/* ticks.c */
void start_ticking(bool is_alone, uint64_t mask);
void *tick_thread(struct thread *thread, int hertz);
void stop_thread(void *timer);

/* programs.c */
extern const char *program_name; /* of this executable, to run again */
struct thread *new_thread(int strands);
void delete_thread(struct thread *thread);
void run(struct strand *strand, unsigned steps);
void step(struct strand *strand);
void run_program(struct thread *thread, uint64_t seed, unsigned steps);

#endif
