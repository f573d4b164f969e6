/*
 * switches.c: the observers. A switch shows a mask that the library believes
 * wrongly in two ways: the resumed context runs with another mask than its
 * own, or the mask saved in the left one was not the thread's.
 */
#include "model.h"

/* A swap to a context that only looks around, and back. */
struct trip {
    ucontext_t here, there;
    uint64_t mask, seen, saved;
    bool by_link;
};

/* On the way out: from here on, `to` runs, wherever its first handlers are. */
static ucontext_t *depart(struct strand *strand, struct strand *to, bool for_good) {
    struct thread *thread = strand->thread;
    ucontext_t *point = to->point;
    hold(thread);
    if (to->from_count == FROM)
        fail(strand, "the test: too many switches within switches", FROM, 0);
    strand->pinned = true;
    strand->state = for_good ? DEAD : READY;
    to->state = RUNNING;
    to->from[to->from_count++] = strand;
    thread->current = to;
    deliver(to, to->mask, to->mask, false);
    return point;
}

/* The resumed strand is in its own code again, `level` switches deep. */
void arrive(struct strand *strand, int level) {
    check(strand, "kernel's mask after a switch: not that of the resumed context");
    while (strand->from_count > level) {
        struct strand *from = strand->from[--strand->from_count];
        if (from->state == READY)
            equal(strand, "uc_sigmask saved by swapcontext: not the mask that the kernel had",
                  from->mask, of_set(&from->point->uc_sigmask));
        from->pinned = false;
    }
    let_go(strand->thread);
}

/* Another strand that can go on, or null. */
struct strand *find(struct strand *strand) {
    struct thread *thread = strand->thread;
    unsigned first = roll(strand, STRANDS);
    for (unsigned i = 0; i < STRANDS; i++) {
        struct strand *other = thread->own[(first + i) % STRANDS];
        if (other && other->state == READY && !other->pinned)
            return other;
    }
    return NULL;
}

/* Whoever leaves the signal stack for good leaves frames for others to tread on. */
bool can_leave(struct strand *strand) {
    struct thread *thread = strand->thread;
    return !thread->alternate || stack_here(thread) != thread->alternate;
}

void swap_to(struct strand *strand, struct strand *to) {
    ucontext_t here, *save = &here;
    int level = strand->from_count;
    /* Who is resumed by its uc_link goes on behind this call. */
    bool is_caller = to != &strand->thread->root && !strand->preempted && !to->link_is_used &&
                     !(strand->thread->families & MIGRATE) && roll(strand, 2);
    if (is_caller) {
        to->caller = strand;
        to->link_is_used = true;
        save = &to->link;
    }
    /* What an old uc_sigmask is left with must not be right by chance. */
    put_set(&save->uc_sigmask, 0x5555aaaa5555aaaa);
    strand->point = save;
    note(strand, "swapcontext to strand, its mask", (uint64_t)to->number, to->mask);
    ucontext_t *point = depart(strand, to, false);
    if (swapcontext(save, point) != 0)
        fail(strand, "swapcontext", 0, 1);
    arrive(strand, level);
    if (is_caller)
        to->link_is_used = false;
}

void step_swap(struct strand *strand) {
    hold(strand->thread);
    struct strand *to = can_leave(strand) ? find(strand) : NULL;
    if (to)
        swap_to(strand, to);
    else
        step_make(strand);
}

/* Readies uc_link for the return of a strand's first function. */
static bool link_is_ready(struct strand *strand) {
    struct thread *thread = strand->thread;
    hold(thread);
    struct strand *to = strand->caller;
    if (!to || to->thread != thread || to->state != READY || to->pinned ||
        to->point != &strand->link) {
        if (strand->link_is_used || !(to = find(strand)))
            return false;
        memcpy(&strand->link, to->point, sizeof strand->link);
    }
    note(strand, "return to uc_link, strand, its mask", (uint64_t)to->number, to->mask);
    depart(strand, to, true);
    return true;
}

static void strand_main(void) {
    struct strand *strand = self()->current;
    arrive(strand, 0);
    do
        step(strand);
    while (roll(strand, 24) || !link_is_ready(strand));
}

/* setcontext for good, out of whatever the strand was in. */
void step_leave(struct strand *strand) {
    struct strand *to;
    hold(strand->thread);
    if (strand == &strand->thread->root || strand->preempted || roll(strand, 4) ||
        !(to = find(strand)))
        return;
    note(strand, "setcontext to strand, its mask", (uint64_t)to->number, to->mask);
    setcontext(depart(strand, to, true));
    fail(strand, "setcontext returned", 0, 1);
}

static void check_saved(struct strand *strand, const ucontext_t *context, uint64_t before) {
    equal(strand, "uc_sigmask saved by getcontext: not the mask that the kernel has", before,
          of_set(&context->uc_sigmask));
}

/* Callers of getcontext are functions of their own, for it might return twice. */
static __attribute__((noinline)) void save(struct strand *strand, ucontext_t *context) {
    put_set(&context->uc_sigmask, 0x5555aaaa5555aaaa);
    if (getcontext(context) != 0)
        fail(strand, "getcontext", 0, 1);
    check_saved(strand, context, strand->mask);
}

void make(struct strand *strand, struct strand *target) {
    ucontext_t *made = &target->made;
    save(strand, made);
    made->uc_stack.ss_sp = target->stack;
    made->uc_stack.ss_size = STACK;
    made->uc_link = &target->link;
    if (roll(strand, 4)) {
        uint64_t mask = choose(strand);
        if (mask == full)
            sigfillset(&made->uc_sigmask); /* SIGKILL too */
        else
            put_set(&made->uc_sigmask, mask);
    }
    makecontext(made, strand_main, 0);
    target->thread = strand->thread;
    target->mask = normal(of_set(&made->uc_sigmask));
    target->point = made;
    target->expected_count = target->from_count = 0;
    target->depth = target->handlers = target->preempted = 0;
    target->marks = NULL;
    target->state = READY;
    note(strand, "makecontext of strand, its mask", (uint64_t)target->number, target->mask);
}

void step_make(struct strand *strand) {
    struct thread *thread = strand->thread;
    hold(thread);
    for (int i = 1; i < STRANDS; i++) {
        struct strand *target = thread->own[i];
        if (target && target->state == DEAD && !target->pinned) {
            make(strand, target);
            return;
        }
    }
}

void step_probe(struct strand *strand) {
    ucontext_t context;
    note(strand, "getcontext", 0, 0);
    save(strand, &context);
}

/* A suspended context's uc_sigmask is the program's to edit. */
void step_edit(struct strand *strand) {
    hold(strand->thread);
    struct strand *other = find(strand);
    if (!other)
        return;
    uint64_t mask = choose(strand);
    put_set(&other->point->uc_sigmask, mask);
    other->mask = normal(mask);
    note(strand, "uc_sigmask edited of strand", (uint64_t)other->number, mask);
}

static void look_around(void) {
    ucontext_t context;
    struct trip *trip = self()->trip;
    trip->seen = kernel_mask();
    getcontext(&context);
    trip->saved = of_set(&context.uc_sigmask);
    if (!trip->by_link)
        swapcontext(&trip->there, &trip->here);
}

/* With everything blocked on the other side nothing comes between. */
void excursion(struct thread *thread, char *stack, unsigned way) {
    struct trip trip, *outer = thread->trip;
    struct strand *strand = thread->current;
    uint64_t before = kernel_mask();
    getcontext(&trip.there);
    check_saved(strand, &trip.there, before);
    trip.there.uc_stack.ss_sp = stack;
    trip.there.uc_stack.ss_size = STACK;
    trip.there.uc_link = &trip.here;
    trip.by_link = way & 1;
    trip.mask = full & ~(way & 2 ? bit(SIGWINCH) : 0);
    put_set(&trip.there.uc_sigmask, trip.mask);
    put_set(&trip.here.uc_sigmask, 0x5555aaaa5555aaaa);
    makecontext(&trip.there, look_around, 0);
    thread->trip = &trip;
    swapcontext(&trip.here, &trip.there);
    thread->trip = outer;
    equal(strand, "kernel's mask in the new context of an excursion", normal(trip.mask), trip.seen);
    equal(strand, "uc_sigmask saved by getcontext in an excursion", normal(trip.mask), trip.saved);
    equal(strand, "kernel's mask after an excursion", before, kernel_mask());
    equal(strand, "uc_sigmask saved by swapcontext for an excursion", before,
          of_set(&trip.here.uc_sigmask));
}

void step_excursion(struct strand *strand) {
    struct thread *thread = strand->thread;
    note(strand, "a new context, and back", 0, 0);
    hold(thread);
    excursion(thread, thread->trip_stack, roll(strand, 4));
}
