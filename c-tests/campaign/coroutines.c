/* coroutines.c: coroutines of every stack mode: created, resumed, cancelled, destroyed. */
#include "world.h"

static void *body(void *arg, void *value) {
    struct coroutine *co = arg;
    struct party *me = co->body;
    struct world *world = me->world;
    use_default_fp(world, world->fp_now);
    AGREES(world, "the first value", world->passed, (uintptr_t)value);
    co->has_started = 1;
    arrived(me);
    do
        act(me, 0, 1 + (int)draw(world, 60));
    while (strand_of(world)->current != co); /* the end is that of the current one */

    struct strand *strand = strand_of(world);
    strand->current = co->previous;
    if (co->previous)
        co->previous->state = CO_RUNNING;
    strand->running = co->resumer;
    co->resumer->state = RUNNING;
    me->state = FREE;
    co->state = CO_DEAD;
    world->left_by = FASTCTX_FINISHED;
    return number(++world->passed);
}

void create(struct party *me, struct coroutine *co) {
    struct world *world = me->world;
    fastctx_attr_t attr = FASTCTX_ATTR_INIT;
    co->mode = attr.mode = all_modes[draw(world, MODES)];
    attr.flags = draw(world, 4);
    co->keeps_fp = !!(attr.flags & FASTCTX_CO_FP_CONTROL);
    co->keeps_exceptions = !!(attr.flags & FASTCTX_CO_EXCEPTIONS);
    co->shared = NOBODY;
    if (attr.mode == FASTCTX_STACK_GIVEN) {
        if (!co->memory)
            co->memory = malloc(STACK);
        attr.stack = co->memory;
        attr.stack_size = STACK;
    } else if (attr.mode == FASTCTX_STACK_MAPPED) {
        attr.stack_size = STACK;
    } else if (attr.mode == FASTCTX_STACK_SHARED) {
        co->shared = (int)draw(world, SHARED_STACKS);
        attr.shared = world->shared[co->shared];
    }
    AGREES(world, "create", 0, fastctx_create(&co->co, &attr, body, co));
    co->state = CO_SUSPENDED;
    co->has_started = co->is_cancelled = 0;
    co->at = co->body;
    co->body->state = WAITING;
    co->body->handlers = 0;
}

static int is_busy(const struct coroutine *co) {
    return co->state == CO_RUNNING || co->state == CO_NORMAL;
}

/* Whether its shared stack, if it has one, is in use by another thread. */
static int is_stack_busy(const struct world *world, const struct coroutine *co) {
    for (int i = 0; co->shared != NOBODY && i < COROUTINES; i++) {
        const struct coroutine *other = &world->coroutines[i];
        if (other->shared == co->shared && other->thread != world->holder && is_busy(other))
            return 1;
    }
    return 0;
}

static void check_refusal(struct party *me, struct coroutine *co, int to_cancel) {
    struct world *world = me->world;
    void *value = number(++world->passed);
    AGREES(world, "refused", co->state == CO_DEAD ? -ESRCH : -EBUSY,
           to_cancel ? fastctx_cancel(co->co) : fastctx_resume(co->co, &value));
    AGREES(world, "the value after a refusal", world->passed, (uintptr_t)value);
}

void resume(struct party *me, struct coroutine *co, int to_cancel) {
    struct world *world = me->world;
    struct strand *strand = strand_of(world);
    if (co->state == CO_FREE || (to_cancel && co->at != co->body))
        return;
    if (to_cancel && co->state == CO_SUSPENDED && !co->has_started) {
        AGREES(world, "cancel before it ran", 0, fastctx_cancel(co->co));
        co->state = CO_DEAD;
        co->body->state = FREE;
        return;
    }
    if (co->state != CO_SUSPENDED || is_stack_busy(world, co)) {
        check_refusal(me, co, to_cancel);
        return;
    }
    void *value = number(++world->passed);
    const int own_fp = co->keeps_fp || (strand->current && strand->current->keeps_fp);
    const unsigned how = draw(world, 4);
    co->previous = strand->current;
    if (co->previous)
        co->previous->state = CO_NORMAL;
    co->state = CO_RUNNING;
    co->thread = world->holder;
    co->resumer = me;
    co->is_cancelled |= to_cancel;
    strand->current = co;
    strand->running = co->at;
    me->state = WAITING;
    co->at->state = RUNNING;
    world->resumes++;
    if (to_cancel || how == 1)
        world->passed = 0;
    long result;
    if (to_cancel) {
        result = by_registers(me, (void *)fastctx_cancel, co->co, NULL, own_fp);
    } else if (how <= 1) {
        result = fastctx_resume(co->co, how == 0 ? &value : NULL);
        use_default_fp(world, own_fp ? DEFAULT : world->fp_now);
    } else {
        result = by_registers(me, (void *)fastctx_resume, co->co, &value, own_fp);
    }
    AGREES(world, "resume", world->left_by, result);
    if (!to_cancel && how != 1)
        AGREES(world, "the value that comes out", world->passed, (uintptr_t)value);
    arrived(me);
}

/* Of the current one, whoever calls: it will go on here. */
void yield(struct party *me) {
    struct world *world = me->world;
    struct strand *strand = strand_of(world);
    struct coroutine *co = strand->current;
    void *value = number(++world->passed);
    const unsigned how = draw(world, 4);
    strand->current = co->previous;
    if (co->previous)
        co->previous->state = CO_RUNNING;
    strand->running = co->resumer;
    co->resumer->state = RUNNING;
    co->state = CO_SUSPENDED;
    co->at = me;
    me->state = WAITING;
    world->left_by = FASTCTX_YIELDED;
    world->yields++;
    if (how == 1)
        world->passed = 0;
    long result;
    if (how <= 1) {
        result = fastctx_yield(how == 0 ? &value : NULL);
        use_default_fp(world, co->keeps_fp ? DEFAULT : world->fp_now);
    } else {
        result = by_registers(me, (void *)fastctx_yield, &value, NULL, co->keeps_fp);
    }
    AGREES(world, "yield", co->is_cancelled ? -ECANCELED : 0, result);
    if (how != 1)
        AGREES(world, "the value that comes in", world->passed, (uintptr_t)value);
    arrived(me);
    if (co->is_cancelled) {
        AGREES(world, "yield while cancelled", -ECANCELED, fastctx_yield(NULL));
        arrived(me);
    }
}

void destroy(struct party *me, struct coroutine *co) {
    struct world *world = me->world;
    /* One whose stack somebody is on must stay. */
    if (co->state == CO_FREE || (co->state == CO_SUSPENDED && co->at != co->body))
        return;
    const int result = fastctx_destroy(co->co);
    /* One that lies on a shared stack in use elsewhere may have to stay. */
    if (!is_busy(co) && is_stack_busy(world, co) && result == -EBUSY)
        return;
    AGREES(world, "destroy", is_busy(co) ? -EBUSY : 0, result);
    if (!is_busy(co)) {
        co->state = CO_FREE;
        co->shared = NOBODY;
        co->body->state = FREE;
    }
}
