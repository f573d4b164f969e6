/* switches.c: contexts of both layers: made, left, resumed, ended. */
#include "world.h"
#include <fastctx_inline.h>

extern uint64_t fp_words[FP_KINDS][REGISTER_COUNT];

/* After every switch. */
void arrived(struct party *me) {
    struct world *world = me->world;
    const struct strand *strand = strand_of(world);
    AGREES(world, "who goes on", me - world->parties, strand->running - world->parties);
    AGREES(world, "the current coroutine", (uintptr_t)(strand->current ? strand->current->co : 0),
           (uintptr_t)fastctx_current());
    if (world->operations % 64 == 0)
        AGREES(world, "the signal mask", strand->mask, kernel_mask());
}

/* function(a, b, NULL) with values in all registers that it has to keep: checks them. FP
 * control is the party's own again, or whatever the one who switched here had. */
long by_registers(struct party *me, void *function, const void *a, const void *b, int own_fp) {
    struct world *world = me->world;
    uint64_t want[REGISTER_COUNT], got[REGISTER_COUNT] = {0};
    const unsigned general = draw(world, 2), fp = draw(world, 2);
    for (int i = 0; i < REGISTER_COUNT; i++)
        want[i] = patterns[is_fp_control(i) ? fp : general][i];
    world->fp_now = (int)fp;
    long result = call_with_registers(function, a, b, want, got);
    const int fp_after = own_fp ? (int)fp : world->fp_now;
    for (int i = NATIVE_REGISTERS; i < REGISTER_COUNT; i++)
        want[i] = fp_words[fp_after][i];
    for (int i = wrong_register(want, got, 0); i >= 0; i = wrong_register(want, got, i + 1))
        fault(world, saved_registers[i].name, want[i], got[i]);
    world->fp_now = DEFAULT;
    return result;
}

/* On a shared stack others would take its place. */
int may_leave(const struct party *me) { return !me->co || me->co->shared == NOBODY; }

/* A thread's own party stays there, and outside coroutines. */
static int may_go_on(const struct party *party, const struct world *world) {
    return party->home == NOBODY ||
           (party->home == world->holder && !world->strands[party->home].current);
}

struct party *find_party(struct party *me, enum state state) {
    struct world *world = me->world;
    unsigned i = draw(world, PARTIES);
    for (int n = 0; n < PARTIES; n++, i = i + 1 == PARTIES ? 0 : i + 1)
        if (world->parties[i].state == state && may_go_on(&world->parties[i], world))
            return &world->parties[i];
    return NULL;
}

static void goes_on(struct world *world, struct party *to) {
    struct strand *strand = strand_of(world);
    if (to->state == READY_POSIX && fastctx_sigmask_policy() != FASTCTX_SIGMASK_NEVER)
        strand->mask = to->mask;
    to->state = RUNNING;
    strand->running = to;
}

static void swap(struct party *me, struct party *to) {
    struct world *world = me->world;
    long result;
    me->state = READY_POSIX;
    me->mask = strand_of(world)->mask;
    goes_on(world, to);
    world->posix++;
    if (draw(world, 4) == 0) {
        result = swapcontext(&me->posix, &to->posix);
        use_default_fp(world, DEFAULT);
    } else {
        result = by_registers(me, (void *)swapcontext, &me->posix, &to->posix, 1);
    }
    AGREES(world, "swapcontext", 0, result);
}

/* By one of the switches with values, of which the last two are inline. */
static void *switch_by(unsigned which, fastctx_t *from, fastctx_t *to, void *value) {
    switch (which) {
    case 0:
        return fastctx_switch(from, to, value);
    case 1:
        return fastctx_switch_fp(from, to, value);
    case 2:
        return fastctx_switch_inline(from, to, value);
    default:
        return fastctx_switch_inline_fp(from, to, value);
    }
}

static void switch_natively(struct party *me, struct party *to) {
    struct world *world = me->world;
    const unsigned which = draw(world, 8);
    const int own_fp = (int)which % 2;
    me->state = READY_NATIVE;
    goes_on(world, to);
    world->natives++;
    if (which < 4) {
        const void *value = switch_by(which, &me->native, &to->native, number(++world->passed));
        AGREES(world, "the value that a switch passes", world->passed, (uintptr_t)value);
        use_default_fp(world, own_fp ? DEFAULT : world->fp_now);
    } else {
        void *const function = own_fp ? (void *)fastctx_switch_fp : (void *)fastctx_switch;
        world->passed = 0;
        long value = by_registers(me, function, &me->native, &to->native, own_fp);
        AGREES(world, "the value that comes instead of none", (int)world->passed, (int)value);
    }
}

void switch_to(struct party *me, struct party *to) {
    if (to->state == READY_POSIX)
        swap(me, to);
    else
        switch_natively(me, to);
    arrived(me);
}

/* ---- made ones ------------------------------------------------------------------------ */

static void posix_entry(struct party *me, uintptr_t seventeen) {
    use_default_fp(me->world, DEFAULT);
    AGREES(me->world, "the second argument", 17, seventeen);
    arrived(me);
    do
        act(me, 0, 1 + (int)draw(me->world, 300));
    while (!end_party(me));
}

static void *native_entry(void *arg, void *value) {
    struct party *me = arg;
    use_default_fp(me->world, me->world->fp_now);
    AGREES(me->world, "the first value", (int)me->world->passed, (int)(uintptr_t)value);
    arrived(me);
    do
        act(me, 0, 1 + (int)draw(me->world, 300));
    while (!end_party(me));
    return number(++me->world->passed);
}

/* Not where it is made: this one returns twice. */
static __attribute__((noinline)) void get(ucontext_t *context) {
    if (getcontext(context) != 0)
        abort();
}

/* A new one, or in the place of one that waits, which then never goes on. */
void make_party(struct party *me) {
    struct world *world = me->world;
    struct party *party = &world->parties[THREADS + draw(world, MADE_PARTIES)];
    if (party->state == RUNNING || party->state == WAITING)
        return;
    party->link = &world->parties[draw(world, PARTIES)];
    party->handlers = 0;
    if ((party->is_native = (int)draw(world, 2))) {
        party->state = READY_NATIVE;
        AGREES(world, "fastctx_init", 0,
               fastctx_init(&party->native, party->stack, STACK, native_entry, party,
                            &party->link->native));
        return;
    }
    get(&party->posix);
    party->posix.uc_stack.ss_sp = party->stack;
    party->posix.uc_stack.ss_size = STACK;
    party->posix.uc_link = &party->link->posix;
    makecontext(&party->posix, (void (*)(void))posix_entry, 2, party, (uintptr_t)17);
    party->state = READY_POSIX;
    party->mask = strand_of(world)->mask;
}

/* The end of a made party: 1 if its entry function is to return, to its link. If nobody
 * waits there it is the caller's, by setcontext or a switch that none comes back from; or
 * there is none at all, and it goes on. */
int end_party(struct party *me) {
    struct world *world = me->world;
    const enum state kind = me->is_native ? READY_NATIVE : READY_POSIX;
    struct party *to = me->link;
    const int by_return = to->state == kind && may_go_on(to, world) && draw(world, 4) != 0;
    if (!by_return && !(to = find_party(me, kind)))
        return 0;
    me->state = FREE;
    goes_on(world, to);
    if (by_return)
        return 1;
    if (me->is_native)
        fastctx_switch(&me->native, &to->native, number(++world->passed));
    else
        setcontext(&to->posix);
    fault(world, "one that has ended goes on", 0, 1);
    abort();
}
