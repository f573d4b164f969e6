/* world.c: how a world goes on: what a party does next, threads, the beginning and the end. */
#include "world.h"

volatile uint64_t progress;

void fault(struct world *world, const char *what, uint64_t want, uint64_t got) {
    if (__atomic_fetch_add(&world->faults, 1, __ATOMIC_RELAXED) < 10)
        printf("# operation %llu of seed %llu: %s: want %#llx, got %#llx\n",
               (unsigned long long)world->operations, (unsigned long long)world->seed, what,
               (unsigned long long)want, (unsigned long long)got);
    fflush(stdout);
}

/* ---- FP control: by the words that call_with_registers finds, and as C sees it ---- */

uint64_t fp_words[FP_KINDS][REGISTER_COUNT];
#ifdef HAS_FP_CONTROL
static struct fp_control fp_controls[FP_KINDS];
static struct fp_control noted;

static int note_fp_control(void *unused, void *nothing) {
    (void)unused, (void)nothing;
    noted = get_fp_control();
    return 0;
}
static int load_fp_control(void *control, void *nothing) {
    (void)nothing;
    set_fp_control(*(struct fp_control *)control);
    return 0;
}
#endif

void learn_fp_control(void) {
#ifdef HAS_FP_CONTROL
    fp_controls[DEFAULT] = get_fp_control();
    for (int kind = ODD; kind <= ODDER; kind++) {
        uint64_t got[REGISTER_COUNT] = {0};
        call_with_registers((void *)note_fp_control, NULL, NULL, patterns[kind], got);
        fp_controls[kind] = noted;
        memcpy(fp_words[kind], patterns[kind], sizeof fp_words[kind]);
    }
    call_with_registers((void *)load_fp_control, &fp_controls[DEFAULT], NULL, patterns[0],
                        fp_words[DEFAULT]);
#endif
}

/* What is in force is what the model says, and C goes on with its own. */
void use_default_fp(struct world *world, int expected) {
#ifdef HAS_FP_CONTROL
    struct fp_control now = get_fp_control();
    set_fp_control(fp_controls[DEFAULT]);
    if (memcmp(&now, &fp_controls[expected], sizeof now) != 0) {
        uint64_t want = 0, got = 0;
        memcpy(&want, &fp_controls[expected], sizeof now < 8 ? sizeof now : 8);
        memcpy(&got, &now, sizeof now < 8 ? sizeof now : 8);
        fault(world, "FP control", want, got);
    }
#else
    (void)expected;
#endif
    world->fp_now = DEFAULT;
}

/* ---- what a party does --------------------------------------------------------------- */

static void hand_over(struct party *me) {
    struct world *world = me->world;
    const int mine = world->holder;
    pthread_mutex_lock(&world->mutex);
    int next = (int)draw(world, (unsigned)world->threads);
    if (next != mine && !world->strands[next].is_over) {
        world->holder = next;
        world->migrations++;
        pthread_cond_broadcast(&world->turn);
        while (world->holder != mine)
            pthread_cond_wait(&world->turn, &world->mutex);
    }
    pthread_mutex_unlock(&world->mutex);
}

static void look_around(struct party *me) {
    struct world *world = me->world;
    struct coroutine *co = &world->coroutines[draw(world, COROUTINES)];
    static const int statuses[] = {0, FASTCTX_SUSPENDED, FASTCTX_RUNNING, FASTCTX_NORMAL,
                                   FASTCTX_DEAD};
    AGREES(world, "the signal mask", strand_of(world)->mask, kernel_mask());
    if (co->state != CO_FREE)
        AGREES(world, "a coroutine's state", statuses[co->state], fastctx_status(co->co));
}

static void seldom(struct party *me, int depth) {
    struct world *world = me->world;
    struct coroutine *co = &world->coroutines[draw(world, COROUTINES)];
    switch (draw(world, 16)) {
    case 0:
    case 1:
        return make_party(me);
    case 2:
        return destroy(me, co);
    case 3:
        return resume(me, co, 1);
    case 4:
        return change_mask(me);
    case 5:
        return edit_mask(me);
    case 6:
        return raise_signal(me);
    case 7:
        if (draw(world, 16) == 0)
            hand_over(me);
        return;
    case 8:
#ifndef NO_EXCEPTIONS /* no C++ library */
        throw_and_catch(me, (int)draw(world, 100));
#endif
        return;
    case 9:
        if (depth < 3)
            act(me, depth + 1, 1 + (int)draw(world, 30));
        return;
    default:
        return look_around(me);
    }
}

/* To the thread's own party, for the end: whoever is here does not go on any more, but for
 * that one and for a coroutine that is being cancelled. */
static void go_home(struct party *me) {
    struct world *world = me->world;
    const struct strand *strand = strand_of(world);
    if (me->home != NOBODY)
        return;
    if (strand->current) {
        if (!strand->current->is_cancelled)
            yield(me);
    } else {
        switch_to(me, &world->parties[world->holder]);
    }
}

/* A coroutine that is being cancelled is to end. */
static int is_cancelled(const struct party *me) { return me->co && me->co->is_cancelled; }

/* What a party does for a time: so many steps; negative: until the end. */
__attribute__((noinline)) void act(struct party *me, int depth, int time) {
    struct world *world = me->world;
    const unsigned char mark = (unsigned char)((me - world->parties) * 31 + depth * 7);
    volatile unsigned char pattern[PATTERN];
    for (int i = 0; i < PATTERN; i++)
        pattern[i] = (unsigned char)(mark + i);
    while (time-- != 0 && !is_cancelled(me)) {
        if (++world->operations >= world->limit)
            world->is_over = 1;
        if (world->is_over) {
            go_home(me);
            return;
        }
        if (world->operations % 1024 == 0)
            progress++;
        const unsigned what = draw(world, 64);
        struct party *to;
        if (what < 20) {
            if (may_leave(me) && (to = find_party(me, READY_POSIX)))
                switch_to(me, to);
        } else if (what < 32) {
            if (may_leave(me) && (to = find_party(me, READY_NATIVE)))
                switch_to(me, to);
        } else if (what < 48) {
            struct coroutine *co = &world->coroutines[draw(world, COROUTINES)];
            if (co->state == CO_FREE)
                create(me, co);
            else
                resume(me, co, 0);
        } else if (what < 60) {
            if (strand_of(world)->current)
                yield(me);
        } else {
            seldom(me, depth);
        }
        AGREES(world, "who runs", me - world->parties, strand_of(world)->running - world->parties);
        for (int i = 0; i < PATTERN; i++)
            AGREES(world, "the stack", (unsigned char)(mark + i), pattern[i]);
    }
}

/* ---- for exceptions.cc --------------------------------------------------------------- */

void inside_try(struct party *me) { act(me, 3, 1 + (int)draw(me->world, 4)); }

void inside_catch(struct party *me) {
    struct world *world = me->world;
    world->exceptions++;
    if (me->co && strand_of(world)->current == me->co && me->co->keeps_exceptions &&
        !me->co->is_cancelled && draw(world, 2))
        yield(me);
}

void wrong_exception(struct party *me, int want, int got) {
    fault(me->world, "an exception", (uint64_t)want, (uint64_t)got);
}

/* ---- a world ------------------------------------------------------------------------- */

struct world *new_world(int threads) {
    struct world *world = calloc(1, sizeof *world);
    if (!world)
        abort();
    world->threads = threads;
    world->limit = UINT64_MAX;
    world->fp_now = DEFAULT;
    pthread_mutex_init(&world->mutex, NULL);
    pthread_cond_init(&world->turn, NULL);
    for (int i = 0; i < SHARED_STACKS; i++)
        AGREES(world, "a shared stack", 0, fastctx_shared_create(&world->shared[i], 256 * 1024));
    for (int i = 0; i < PARTIES; i++) {
        struct party *party = &world->parties[i];
        party->world = world;
        party->home = i < threads ? i : NOBODY;
        if (i >= THREADS && i < THREADS + MADE_PARTIES)
            party->stack = malloc(STACK);
    }
    for (int i = 0; i < COROUTINES; i++) {
        struct party *body = &world->parties[THREADS + MADE_PARTIES + i];
        world->coroutines[i].body = body;
        world->coroutines[i].shared = NOBODY;
        body->co = &world->coroutines[i];
    }
    return world;
}

static void be_a_root(struct world *world, int number) {
    struct strand *strand = &world->strands[number];
    strand->running = &world->parties[number];
    strand->running->state = RUNNING;
    strand->mask = kernel_mask();
    enter_world(world);
}

static void *thread(void *arg) {
    struct party *me = arg;
    struct world *world = me->world;
    const int number = me->home;
    pthread_mutex_lock(&world->mutex);
    while (world->holder != number)
        pthread_cond_wait(&world->turn, &world->mutex);
    pthread_mutex_unlock(&world->mutex);
    be_a_root(world, number);
    act(me, 0, -1);
    AGREES(world, "who ends in a thread", number, world->holder);
    pthread_mutex_lock(&world->mutex);
    world->strands[number].is_over = 1;
    for (int i = 0; i < world->threads; i++)
        if (!world->strands[i].is_over)
            world->holder = i;
    pthread_cond_broadcast(&world->turn);
    pthread_mutex_unlock(&world->mutex);
    return NULL;
}

/* Until its limit, or its bytes, are used up. The first of one thread is the caller's. */
void run_world(struct world *world) {
    pthread_t threads[THREADS];
    if (world->threads == 1) {
        thread(&world->parties[0]);
    } else {
        for (int i = 0; i < world->threads; i++)
            if (pthread_create(&threads[i], NULL, thread, &world->parties[i]) != 0)
                abort();
        for (int i = 0; i < world->threads; i++)
            pthread_join(threads[i], NULL);
    }
    for (int i = 0; i < COROUTINES; i++)
        if (world->coroutines[i].state != CO_FREE)
            AGREES(world, "destroyed at last", 0, fastctx_destroy(world->coroutines[i].co));
    for (int i = 0; i < SHARED_STACKS; i++)
        AGREES(world, "shared stacks too", 0, fastctx_shared_destroy(world->shared[i]));
}

void delete_world(struct world *world) {
    for (int i = 0; i < PARTIES; i++)
        free(world->parties[i].stack);
    for (int i = 0; i < COROUTINES; i++)
        free(world->coroutines[i].memory);
    pthread_mutex_destroy(&world->mutex);
    pthread_cond_destroy(&world->turn);
    free(world);
}
