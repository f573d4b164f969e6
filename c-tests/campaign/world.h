/*
 * world.h: a random graph of everything that can be switched to, and what the model
 * knows of it.
 *
 * A *party* is whoever has a stack: a thread's own (ROOT), one that makecontext or
 * fastctx_init made (MADE), a coroutine's (BODY). Any party may leave by swapcontext
 * or by a switch of the native layer, and is then resumed in the same way; in a
 * coroutine it may also yield or resume another one, and waits. The rules that the
 * model follows:
 *
 *  - The current coroutine belongs to the thread. A party that swaps leaves it as it is,
 *    so a yield suspends the coroutine wherever the thread has got to meanwhile, and
 *    whoever resumes it goes on there (`at`).
 *  - swapcontext takes the signal mask and FP control along, the switches _fp FP
 *    control alone; all else leaves both to the thread, but for coroutines with
 *    FASTCTX_CO_FP_CONTROL, which have FP control of their own and keep that of whoever
 *    resumes them. A fresh native context or coroutine starts with what the thread has.
 *  - Values come out as they were put in, and callee-saved registers are what they were
 *    when the party left.
 *  - A handler that was entered returns to the mask that was there before, in whichever
 *    thread it returns.
 *  - A party on a shared stack leaves it by resume and yield only; all else may go on in
 *    any thread, but for a thread's own party.
 *
 * In a world one thread acts at a time and hands over to another at any place, so what
 * happens is up to the seed alone. Several worlds run side by side and share the pools of
 * the library. A timer's handlers (ticks.c) run in the midst of all, and leave no traces.
 */
#ifndef WORLD_H
#define WORLD_H

#include "../native/coroutine.h"
#include "../registers.h"
/* after registers.h, which wants to be first */
#include "../mask.h"
#include <pthread.h>
#include <ucontext.h>

#if defined(HAS_FP_CONTROL)
enum { FP_IS_KEPT = 1 };
#else
enum { FP_IS_KEPT = 0 };
#endif

enum {
    THREADS = 3,
    MADE_PARTIES = 12,
    COROUTINES = 24,
    PARTIES = THREADS + MADE_PARTIES + COROUTINES,
    SHARED_STACKS = 2,
    STACK = 128 * 1024,
    PATTERN = 24, /* bytes of each frame that are looked at */
    NOBODY = -1
};

enum state { FREE, READY_POSIX, READY_NATIVE, RUNNING, WAITING };
enum co_state { CO_FREE, CO_SUSPENDED, CO_RUNNING, CO_NORMAL, CO_DEAD };
/* Which FP control is in force: that of the two patterns of registers, or what C has. */
enum { ODD, ODDER, DEFAULT, FP_KINDS };

struct party {
    struct world *world;
    enum state state;
    int home;             /* ROOT: its thread; otherwise NOBODY */
    struct coroutine *co; /* BODY: whose */
    struct party *link;   /* MADE: by which function it was made, it returns to this one */
    int is_native;        /* MADE: by fastctx_init */
    uint64_t mask;        /* READY_POSIX */
    int handlers;         /* that it is in */
    ucontext_t posix;
    fastctx_t native;
    char *stack;
};

struct coroutine {
    fastctx_co_t *co;
    enum co_state state;
    int mode, shared, keeps_fp, keeps_exceptions, has_started, is_cancelled;
    struct party *body, *at, *resumer;
    struct coroutine *previous;
    int thread; /* while it is running or normal */
    void *memory;
};

/* A thread as the model has it. */
struct strand {
    struct party *running;
    struct coroutine *current;
    uint64_t mask;
    int is_over;
};

struct world {
    struct party parties[PARTIES]; /* threads' first, then made ones, then coroutines' */
    struct coroutine coroutines[COROUTINES];
    struct strand strands[THREADS];
    fastctx_shared_t *shared[SHARED_STACKS];
    int holder, threads, is_over;
    /* What the one who goes on is to find. */
    uintptr_t passed;
    int left_by; /* the result of the fastctx_resume that returns */
    int fp_now;
    /* Where decisions come from: a seed, or bytes. */
    uint64_t random;
    const unsigned char *bytes, *bytes_end;
    uint64_t seed, operations, limit;
    uint64_t posix, natives, resumes, yields, signals, exceptions, migrations;
    unsigned faults;
    pthread_mutex_t mutex;
    pthread_cond_t turn;
};

/* The caller's view of its thread; asked for anew after every switch. */
static inline struct strand *strand_of(struct world *world) {
    return &world->strands[world->holder];
}

static inline unsigned draw(struct world *world, unsigned n) {
    if (world->bytes) {
        if (world->bytes == world->bytes_end) {
            world->is_over = 1;
            return 0;
        }
        return *world->bytes++ % n;
    }
    uint64_t x = world->random;
    x ^= x << 13, x ^= x >> 7, x ^= x << 17;
    world->random = x;
    return (unsigned)((x >> 32) * n >> 32);
}

void fault(struct world *world, const char *what, uint64_t want, uint64_t got);
#define AGREES(world, what, want, got)                                                             \
    do {                                                                                           \
        const uint64_t wanted = (uint64_t)(want), found = (uint64_t)(got);                         \
        if (wanted != found)                                                                       \
            fault(world, what, wanted, found);                                                     \
    } while (0)

/* world.c */
struct world *new_world(int threads);
void run_world(struct world *world);
void delete_world(struct world *world);
void act(struct party *me, int depth, int time);
void learn_fp_control(void);
void use_default_fp(struct world *world, int expected);
extern volatile uint64_t progress; /* for the watchdog */

/* switches.c */
int may_leave(const struct party *me);
struct party *find_party(struct party *me, enum state state);
void switch_to(struct party *me, struct party *to);
void make_party(struct party *me);
int end_party(struct party *me);

/* coroutines.c */
void create(struct party *me, struct coroutine *co);
void resume(struct party *me, struct coroutine *co, int to_cancel);
void yield(struct party *me);
void destroy(struct party *me, struct coroutine *co);
long by_registers(struct party *me, void *function, const void *a, const void *b, int own_fp);
void arrived(struct party *me);

/* signals.c */
void prepare_signals(void);
void raise_signal(struct party *me);
void change_mask(struct party *me);
void edit_mask(struct party *me);
void enter_world(struct world *world); /* the calling thread */

/* ticks.c */
void start_ticking(int hertz);
unsigned stop_ticking(unsigned *mistakes);

/* exceptions.cc */
void throw_and_catch(struct party *me, int value);
/* For that: what happens inside, and between a catch and its end. */
void inside_try(struct party *me);
void inside_catch(struct party *me);
void wrong_exception(struct party *me, int want, int got);

#endif
